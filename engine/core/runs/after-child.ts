import type { ErrorInfo } from '../../contract/errors'
import type { Decision, EndedChild, StepState } from './decisions'

/** A step ends as the run does that it started. Null: that run is not there any more. */
export function afterChild(step: StepState, child: EndedChild | null): Decision {
  if (child?.status === 'succeeded') return { do: 'end_step', step, status: 'succeeded', skipReason: null, error: null }
  return { do: 'end_step', step, status: 'failed', skipReason: null, error: child === null ? childGone(step) : childFailed(child) }
}

/** The same run again would end the same: a retry starts no other. */
function childFailed({ runId, externalId, pipelineName, status, error }: EndedChild): ErrorInfo {
  const because = error === null ? (status === 'cancelled' ? '' : ': no reason was given') : `: ${error.message}`
  const message = `Run ${externalId} of pipeline "${pipelineName}" ${status === 'cancelled' ? 'was cancelled' : status}${because}`
  return { code: 'child_failed', message: message.endsWith('.') ? message : `${message}.`, details: { run: externalId, runId, ...(error !== null && { code: error.code }) } }
}

const childGone = ({ stepId }: StepState): ErrorInfo => ({ code: 'child_failed', message: `The run that step "${stepId}" waited for is not in the database any more.` })
