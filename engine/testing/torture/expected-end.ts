import type { RunStatus } from '../../contract/run-status'
import { isErrorCode, type ErrorCode } from '../../contract/errors'
import type { RunRows } from '../history/rows'
import type { Submission } from './submissions'

/** How a run had to end, by its pipeline and by what was done to it. */
export function expectedEnd(rows: RunRows, { pipeline }: Submission): RunStatus {
  const { cancelRequestedAt, error } = rows.run
  if (cancelRequestedAt !== null) return 'cancelled'
  if (error?.code === 'run_skipped' && pipeline.overlap === 'skip') return 'cancelled'
  const mayFail = error !== null && isErrorCode(error.code) && pipeline.mayFailOf?.includes(error.code) === true
  return mayFail && hasReason(rows, error.code) ? 'failed' : pipeline.ends
}

/** Whether that is what happened to it. */
function hasReason({ approvals, attempts }: RunRows, code: ErrorCode): boolean {
  switch (code) {
    case 'approval_rejected':
      return approvals.some(({ status }) => status === 'rejected')
    case 'approval_expired':
      return approvals.some(({ status }) => status === 'expired')
    case 'worker_lost':
      return attempts.some(({ status }) => status === 'lost')
    default:
      return false
  }
}
