import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE } from '../world'

export const waitCase: ConformanceCase = {
  good: () => ({ with: { for: '1ms' } }),
  endless: () => ({ with: { for: '1h' }, holdsNothing: true }),
  flood: () => ({ because: 'It gives out a time and nothing else.' }),
  telling: () => trials({ with: { for: MADE } }),
  exposed: ['for'],
}
