import type { AttemptStatus } from '../../engine/contract/attempt'
import type { RunStatus } from '../../engine/contract/run-status'
import type { StepStatus } from '../../engine/contract/step'

export type Status = RunStatus | StepStatus | AttemptStatus

/** Each has its own outline, so that colour is never the only sign. */
export type LampShape = 'succeeded' | 'running' | 'waiting' | 'failed' | 'queued' | 'skipped' | 'cancelled' | 'lost'

export interface StatusLook {
  readonly shape: LampShape
  /** Sentence case, alone: "Running". */
  readonly word: string
}

/** How every status of a run, a step or an attempt looks and reads. */
export const STATUS_LOOK = {
  queued: { shape: 'queued', word: 'Queued' },
  pending: { shape: 'queued', word: 'Pending' },
  ready: { shape: 'queued', word: 'Ready' },
  running: { shape: 'running', word: 'Running' },
  waiting: { shape: 'waiting', word: 'Waiting' },
  succeeded: { shape: 'succeeded', word: 'Succeeded' },
  failed: { shape: 'failed', word: 'Failed' },
  skipped: { shape: 'skipped', word: 'Skipped' },
  cancelled: { shape: 'cancelled', word: 'Cancelled' },
  lost: { shape: 'lost', word: 'Lost' },
} as const satisfies Record<Status, StatusLook>

/** The statuses of a run, in the order in which filters offer them. */
export const RUN_STATUS_ORDER = Object.keys({
  running: true,
  waiting: true,
  queued: true,
  failed: true,
  succeeded: true,
  cancelled: true,
} satisfies Record<RunStatus, true>).filter((status): status is RunStatus => status in STATUS_LOOK)
