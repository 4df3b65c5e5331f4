import type { RunStatus } from '../../contract/run-status'
import type { RunCounters } from './decisions'

/** A run's status follows from its counters, once all that a change brought about has been applied. */
export function runStatusOf(run: RunCounters): RunStatus {
  if (run.open === 0) return run.cancelRequested ? 'cancelled' : run.failed > 0 ? 'failed' : 'succeeded'
  if (run.status === 'queued' || run.active > 0) return run.status === 'queued' ? 'queued' : 'running'
  return 'waiting'
}
