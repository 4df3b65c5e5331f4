import { PERMISSIONS } from '../../contract/define-api'
import type { Ask } from '../../core/approvals/ask'
import { EngineError } from '../../core/shared/engine-error'
import type { ApprovalRecord } from '../../ports/records'
import { answerApproval, expireApproval } from '../../usecases/approvals'
import type { Fate } from './scenario'
import type { World } from './world'

/** What a step asks that is to be answered so. `expired`: an answer counts for half a second. */
export const askOf = (end: 'approved' | 'rejected' | 'expired', now: number): Ask => ({
  question: 'Go on?',
  evidence: null,
  value: { as: 'asked' },
  valueSchema: null,
  roles: ['operator'],
  expiresAt: end === 'expired' ? now + 500 : null,
  onExpiry: 'reject',
  onReject: 'fail',
})

/** Whether anything can be done about a question: nobody answers one that is to expire. */
export const isDue = ({ expiresAt }: ApprovalRecord, now: number): boolean => expiresAt === null || expiresAt <= now

/** Answers a question as fated, or lets it expire; whoever answers after that is refused. */
export async function settle(world: World, { id, purpose }: ApprovalRecord, { end, givesUp }: Fate, now: number): Promise<void> {
  const options = { plans: world.plans, now }
  const answer = (approve: boolean) => world.run((tx) => answerApproval(tx, { approvalId: id, approve, comment: '', by: 'ada', permissions: new Set(PERMISSIONS) }, options))
  if (purpose === 'on_lost') await answer(givesUp !== true)
  else if (end === 'expired') await world.run((tx) => expireApproval(tx, id, options))
  else await answer(end === 'approved')
  if (!(await isRefused(() => answer(true)))) throw new Error('a question was answered twice')
}

async function isRefused(act: () => Promise<unknown>): Promise<boolean> {
  const { stackTraceLimit } = Error
  // Nobody asks where from, and to find that out takes longer than what is refused.
  Error.stackTraceLimit = 0
  try {
    await act()
    return false
  } catch (thrown) {
    if (thrown instanceof EngineError) return true
    throw thrown
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
