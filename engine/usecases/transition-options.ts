import type { SkipReason } from '../contract/step'
import type { BusMessage } from '../ports/bus'
import type { AttemptKey, StoredValue } from '../ports/records'
import type { Lease, NewAttempt } from '../ports/write-stores'
import type { RunPlans } from './run-plans'

/** An attempt in a worker's hands. */
export interface ClaimedAttempt extends AttemptKey {
  readonly runId: string
  readonly versionId: string
  readonly queue: string
  readonly lane: string
  readonly priority: number
  readonly stepId: string
  readonly itemIndex: number | null
}

/** What the step that just ended leaves behind; written with its end, in the same statement. */
export interface StepValues {
  readonly stepRunId: string
  readonly input: StoredValue
  readonly output: StoredValue
  /** The step run whose output it is, when it was not made anew. */
  readonly reusedFrom?: string | null
}

/** A step of an earlier run, whose end stands for that of the same step in a new one. */
export interface TakenStep {
  readonly stepId: string
  readonly stepRunId: string
  readonly status: 'succeeded' | 'skipped'
  readonly skipReason: SkipReason | null
}

export interface Failure {
  readonly runId: string
  readonly stepId: string | null
  readonly message: string
  readonly at: number
}

export interface TransitionOptions {
  readonly plans: RunPlans
  readonly now: number
  /** Offers a new attempt that is due to whoever runs the transaction; with a lease it starts at once, without queueing. */
  readonly take?: ((attempt: NewAttempt) => Lease | null) | undefined
  /** Hears of each failed top-level step (`stepId`) and run (null) once it is durable. */
  readonly onFailure?: ((failure: Failure) => void) | undefined
  /** Hears, once it is durable, what others must be told beside the change of the run itself. */
  readonly tell?: ((message: BusMessage) => void) | undefined
}
