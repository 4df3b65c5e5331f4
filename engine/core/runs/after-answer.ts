import type { ErrorInfo } from '../../contract/errors'
import { isApproved, type Answer } from '../approvals/ask'
import type { Decision, StepState } from './decisions'

/** What becomes of a step whose question is open no more. */
export function afterAnswer(step: StepState, answer: Answer, now: number): Decision {
  if (answer.purpose === 'on_lost') return afterLostAnswer(step, answer, now)
  if (isApproved(answer)) return ended(step, null)
  const rejected = answer.verdict === 'rejected' || answer.onExpiry === 'reject'
  if (rejected && answer.onReject === 'continue') return ended(step, null)
  return ended(step, rejected ? rejection(step, answer) : nobodyAnswered(step))
}

function afterLostAnswer(step: StepState, answer: Answer, now: number): Decision {
  const lost = `The worker stopped during attempt ${step.attempt} of step "${step.stepId}", before its outcome was recorded.`
  if (!isApproved(answer)) return ended(step, { code: 'worker_lost', message: `${lost} ${who(answer)} decided not to try it again${because(answer)}.` })
  return { do: 'start_attempt', step, number: step.attempt + 1, at: now, error: { code: 'worker_lost', message: lost }, lost: true }
}

const ended = (step: StepState, error: ErrorInfo | null): Decision => ({ do: 'end_step', step, status: error === null ? 'succeeded' : 'failed', skipReason: null, error })

function rejection(step: StepState, answer: Answer): ErrorInfo {
  const message =
    answer.verdict === 'expired'
      ? `Nobody answered the question of step "${step.stepId}" in time, which counts as a no (on_expiry: reject).`
      : `${who(answer)} said no to the question of step "${step.stepId}"${because(answer)}.`
  return { code: 'approval_rejected', message }
}

const nobodyAnswered = (step: StepState): ErrorInfo => ({ code: 'approval_expired', message: `Nobody answered the question of step "${step.stepId}" in time.` })

const who = ({ by }: Answer): string => by ?? 'Nobody'

/** Without its own full stop: one follows. */
const because = ({ comment }: Answer): string => (comment === '' ? '' : `: ${comment.replace(/\.$/, '')}`)
