import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE } from '../world'

export const embedCase: ConformanceCase = {
  good: () => ({ with: { model: 'plain', text: 'A text.' } }),
  endless: () => ({ with: { model: 'hanging', text: 'A text.' } }),
  flood: () => ({ with: { model: 'flooding', text: 'A text.' } }),
  telling: () => trials({ with: { model: 'refusing', text: MADE } }),
  exposed: ['text'],
}
