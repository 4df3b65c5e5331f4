import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE } from '../world'

export const llmCase: ConformanceCase = {
  good: () => ({ with: { model: 'plain', prompt: 'Say something.' } }),
  endless: () => ({ with: { model: 'hanging', prompt: 'Say something.' } }),
  flood: () => ({ with: { model: 'flooding', prompt: 'Say something.' } }),
  telling: () => trials({ with: { model: 'plain', prompt: `Repeat this word: ${MADE} and no other one.` } }, { with: { model: 'refusing', prompt: MADE } }),
  exposed: ['prompt'],
}
