import type { AttemptStatus } from '../../contract/attempt'

/** Where an attempt may go from each status. A queued one can only start or be cancelled. */
export const ATTEMPT_TRANSITIONS = {
  queued: ['running', 'cancelled'],
  running: ['succeeded', 'failed', 'cancelled', 'lost'],
  succeeded: [],
  failed: [],
  cancelled: [],
  lost: [],
} as const satisfies Record<AttemptStatus, readonly AttemptStatus[]>

export const canAttemptGo = (from: AttemptStatus, to: AttemptStatus): boolean => ATTEMPT_TRANSITIONS[from].some((status) => status === to)
