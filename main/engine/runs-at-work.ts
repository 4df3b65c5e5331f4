import type { EngineStatus } from '../../engine/contract/events'
import type { RunStatus } from '../../engine/contract/run-status'

/** Runs that are not over: also those that wait for a timer, a retry or an answer. */
export const AT_WORK: readonly RunStatus[] = ['running', 'waiting', 'queued']

export const runsAtWork = (status: EngineStatus | null): number => (status === null ? 0 : status.runningRuns + status.waitingRuns + status.queuedRuns)
