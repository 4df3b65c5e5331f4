import { RUN_STATUSES, type RunStatus } from '../../contract/run-status'

/**
 * Where a run may go from each status. Terminal rows are empty: what has ended stays as it ended. A run that takes over
 * all that it needs succeeds without having begun.
 */
export const RUN_TRANSITIONS = {
  queued: ['running', 'succeeded', 'cancelled'],
  running: ['waiting', 'succeeded', 'failed', 'cancelled'],
  waiting: ['running', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<RunStatus, readonly RunStatus[]>

export const canRunGo = (from: RunStatus, to: RunStatus): boolean => RUN_TRANSITIONS[from].some((status) => status === to)

export const isRunOver = (status: RunStatus): boolean => RUN_TRANSITIONS[status].length === 0

export const OPEN_RUN_STATUSES: readonly RunStatus[] = RUN_STATUSES.filter((status) => !isRunOver(status))
