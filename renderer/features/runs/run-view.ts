import type { Attempt } from '../../../engine/contract/attempt'
import type { RunDetail } from '../../../engine/contract/run'
import type { RunStatus } from '../../../engine/contract/run-status'
import type { StepRunWithAttempts, StepStatus } from '../../../engine/contract/step'
import type { ItemStatuses } from './item-statuses'

/** An attempt as the screen knows it: one that arrived by an event has no id yet. */
export type AttemptView = Omit<Attempt, 'id' | 'queue'>

export interface StepView extends Omit<StepRunWithAttempts, 'attempts'> {
  readonly attempts: readonly AttemptView[]
  /** When it last began to wait for anything but a retry. */
  readonly waitingSince: number | null
  /** Results that came after their attempt had been given up. */
  readonly refused: number
  /** It runs only when the run has failed. */
  readonly onFailure: boolean
  /** Only on a mapped step. */
  readonly items: ItemStatuses | null
}

/**
 * Why the snapshot must be read anew. gap: an event is missing. ended: the run is over, and its output came with no event.
 */
type ReadAgain = 'gap' | 'ended'

/** A run as the screen shows it: the snapshot, and every event since. */
export interface RunView {
  readonly run: Omit<RunDetail, 'steps'>
  /** By step id, in the order of the graph. */
  readonly steps: ReadonlyMap<string, StepView>
  readonly lastSeq: number
  readonly readAgain: ReadAgain | null
}

/** Not the engine's own step, which only gathers the outputs, nor what is there for a failure: shown, but no steps to those who count theirs. */
export const isOwnStep = ({ kind, onFailure }: Pick<StepView, 'kind' | 'onFailure'>): boolean => kind !== 'outputs' && !onFailure

const OVER_RUN = { queued: false, running: false, waiting: false, succeeded: true, failed: true, cancelled: true } as const satisfies Record<RunStatus, boolean>

const OVER_STEP = {
  pending: false,
  ready: false,
  running: false,
  waiting: false,
  succeeded: true,
  failed: true,
  skipped: true,
  cancelled: true,
} as const satisfies Record<StepStatus, boolean>

export const isRunOver = (status: RunStatus): boolean => OVER_RUN[status]
export const isStepOver = (status: StepStatus): boolean => OVER_STEP[status]

/** A run that is paused waits, whatever state it was paused in: nothing of it moves once what was at work has ended. */
export const lampOf = ({ status, pausedAt, stillAtWork }: Pick<RunDetail, 'status' | 'pausedAt' | 'stillAtWork'>): RunStatus =>
  pausedAt !== null && stillAtWork === 0 ? 'waiting' : status
