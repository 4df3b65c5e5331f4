import type { ConformanceCase } from '../conformance-case'
import { trials } from '../trial'
import { MADE } from '../world'

export const approvalCase: ConformanceCase = {
  good: () => ({ with: { question: 'May it?', evidence: 'Because.', value: { a: 1 }, expires: '1ms', on_expiry: 'approve' } }),
  endless: () => ({ with: { question: 'May it?' }, holdsNothing: true }),
  flood: () => ({ with: { question: 'May it?', evidence: 'x'.repeat(300_000) } }),
  telling: () => trials({ with: { question: MADE, evidence: { [MADE]: MADE }, value: { a: MADE }, expires: '1ms', on_expiry: 'approve' } }),
  exposed: ['question', 'evidence', 'value'],
}
