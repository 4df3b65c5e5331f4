import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE } from '../world'

export const pipelineCase: ConformanceCase = {
  good: () => ({ with: { pipeline: 'conformance_child', input: { ms: 1 } } }),
  endless: () => ({ with: { pipeline: 'conformance_child', input: { ms: 3_600_000 } }, holdsNothing: true }),
  flood: () => ({ because: 'What the other run gives out was bounded when its steps gave it out.' }),
  telling: () => trials({ with: { pipeline: 'conformance_child', input: { ms: 1, note: MADE } } }, { with: { pipeline: MADE } }),
  exposed: ['pipeline', 'input'],
}
