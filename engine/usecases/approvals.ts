import type { Json } from '../contract/json'
import { isApproved, isExpired, type Verdict } from '../core/approvals/ask'
import { mayAnswer } from '../core/approvals/may-answer'
import { EngineError } from '../core/shared/engine-error'
import { isoTime } from '../core/shared/iso-time'
import type { ApprovalRecord } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { Wakes } from './attempts'
import { RunTransition } from './run-transition'
import type { TransitionOptions } from './transition-options'

export interface GivenAnswer {
  readonly approvalId: string
  readonly approve: boolean
  readonly comment: string
  /** In place of the value that was asked about; absent: as it was. Checked by its schema already. A refusal takes no value. */
  readonly value?: Json | undefined
  /** Who answers, as it is shown to others, and what that person may do. */
  readonly by: string
  readonly permissions: ReadonlySet<string>
}

export interface Answered {
  readonly runId: string
  readonly wakes: Wakes
}

/**
 * Answers an open question, and takes its step further; whoever comes second is refused.
 * Throws `approval_not_found`, `forbidden`, `approval_already_answered`, `approval_expired`, `approval_withdrawn`.
 */
export async function answerApproval(tx: Transaction, given: GivenAnswer, options: TransitionOptions): Promise<Answered> {
  const approval = await tx.approvals.byId(given.approvalId)
  if (approval === null) throw approvalNotFound()
  mustBeAnswerable(approval, given.permissions, options.now)
  const { approve, comment, by } = given
  return close(tx, approval, { verdict: approve ? 'approved' : 'rejected', by, comment, value: approve ? valueOf(given, approval) : approval.value }, options)
}

/** As it was edited, if it was; null is a value, too. */
export const valueOf = (given: Pick<GivenAnswer, 'value'>, approval: ApprovalRecord): Json => (given.value === undefined ? approval.value : given.value)

/** What is asked of whoever wants to answer, and of the question: before the value is looked at, and again when it counts. */
export function mustBeAnswerable(approval: ApprovalRecord, permissions: ReadonlySet<string>, now: number): void {
  if (!mayAnswer(approval.roles, permissions)) throw new EngineError('forbidden', `This question is for ${approval.roles.join(' or ')}, and your role is not among them.`)
  if (approval.status !== 'open') throw isOpenNoMore(approval)
  if (isExpired(approval, now)) throw expired()
}

/** Nobody answered in time. Nothing happens when that is not so, or not any more. */
export async function expireApproval(tx: Transaction, approvalId: string, options: TransitionOptions): Promise<Answered | null> {
  const approval = await tx.approvals.byId(approvalId)
  if (approval?.status !== 'open' || !isExpired(approval, options.now)) return null
  return close(tx, approval, { verdict: 'expired', by: null, comment: '', value: approval.value }, options)
}

export const approvalNotFound = (): EngineError => new EngineError('approval_not_found', 'There is no such question; it may have been removed with its run.')

interface Closing {
  readonly verdict: Verdict
  readonly by: string | null
  readonly comment: string
  readonly value: Json
}

async function close(tx: Transaction, approval: ApprovalRecord, { verdict, by, comment, value }: Closing, options: TransitionOptions): Promise<Answered> {
  const { id, purpose, onExpiry, onReject, runId } = approval
  const at = options.now
  const approved = isApproved({ verdict, onExpiry })
  const answer = approved ? value : null
  const transition = await RunTransition.openOrFail(tx, runId, options)
  if (transition === null) return { runId, wakes: { queues: [], timers: [] } }
  // The one door: whatever was read before, only one gets through.
  if (!(await tx.approvals.answer(id, { status: verdict, by, at, comment, answer }))) throw isOpenNoMore((await tx.approvals.byId(id)) ?? approval)
  const step = await tx.steps.byId(approval.stepRunId)
  if (step === null) throw approvalNotFound()
  await transition.answered({ ...approval, status: verdict, answeredBy: by, answeredAt: at, comment, answer })
  const output = { approved, value, by, at: isoTime(at), comment }
  await transition.apply(
    { change: 'answered', step, answer: { purpose, verdict, by, comment, onExpiry, onReject } },
    { stepRunId: step.id, input: { kind: 'none' }, output: { kind: 'json', value: output } },
  )
  await transition.save()
  return { runId, wakes: { queues: transition.added, timers: transition.timers } }
}

function isOpenNoMore({ status, answeredBy, answeredAt }: ApprovalRecord): EngineError {
  const at = answeredAt ?? 0
  if (status === 'withdrawn') return new EngineError('approval_withdrawn', 'The run of this question was cancelled: it needs no answer any more.')
  if (status === 'expired') return expired()
  const when = isoTime(at)
  return new EngineError('approval_already_answered', `${answeredBy ?? 'Somebody'} has ${status} this already, at ${when}.`, {
    details: { status, by: answeredBy, at },
  })
}

const expired = (): EngineError => new EngineError('approval_expired', 'The time for an answer has passed.')
