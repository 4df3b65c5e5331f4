import type { ErrorInfo } from '../../contract/errors'
import type { RunStatus } from '../../contract/run-status'
import type { SkipReason, StepStatus } from '../../contract/step'
import type { ApprovalPurpose } from '../../contract/approval'
import type { Ask } from '../approvals/ask'
import type { EndedStepStatus } from './step-state'

/** A mapped step's list: how many items there are, were begun, are at work, have ended, have failed. */
export interface MapState {
  readonly total: number
  readonly next: number
  readonly open: number
  readonly done: number
  readonly failed: number
  /** Done by an earlier run. They are counted as done from the beginning, and `next` passes over them. */
  readonly reused: number
}

/** Items from a first to a last one. */
export type ItemRange = readonly [first: number, last: number]

/** A step run as far as planning needs it. `itemIndex` is null for the step itself. */
export interface StepState {
  readonly id: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly status: StepStatus
  /** Needs whose step has not ended. */
  readonly remainingNeeds: number
  /** Needs whose step ended in a way that was not asked for. */
  readonly unmetNeeds: number
  /** How many of the unmet ones are so because something failed. */
  readonly failedNeeds: number
  /** Number of the newest attempt. */
  readonly attempt: number
  /** How many of its attempts died with their worker. */
  readonly lostAttempts: number
  readonly skipReason: SkipReason | null
  readonly map: MapState | null
}

/** The counters of a run; they count top-level steps only. */
export interface RunCounters {
  readonly status: RunStatus
  readonly cancelRequested: boolean
  /** Not ended. */
  readonly open: number
  /** Ready or running. */
  readonly active: number
  readonly failed: number
}

/** A run that a step waited for, once it is over. */
export interface EndedChild {
  readonly runId: string
  readonly externalId: string
  readonly pipelineName: string
  readonly status: RunStatus
  readonly error: ErrorInfo | null
}

/** What an attempt came to. */
export type AttemptOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: ErrorInfo; readonly retryable: boolean; readonly retryAfterMs: number }
  /** Its condition was false. */
  | { readonly kind: 'skipped' }
  /** A mapped step's list has been read and its items stored. */
  | { readonly kind: 'expanded'; readonly total: number; /** Items that an earlier run has done, in order. */ readonly reused: readonly ItemRange[] }
  | { readonly kind: 'waiting'; readonly until: number }
  /** A person is asked. */
  | { readonly kind: 'asked'; readonly ask: Ask }
  /** It started a run and waits for its end, unless that has come already (`ended`). */
  | { readonly kind: 'child'; readonly runId: string; readonly ended: EndedChild | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'lost' }

export type Decision =
  | {
      readonly do: 'end_step'
      readonly step: StepState
      readonly status: EndedStepStatus
      readonly skipReason: SkipReason | null
      readonly error: ErrorInfo | null
    }
  /** `at` later than now: the step waits for its retry until then. */
  | {
      readonly do: 'start_attempt'
      readonly step: StepState
      readonly number: number
      readonly at: number
      readonly error: ErrorInfo | null
      readonly lost: boolean
    }
  | { readonly do: 'wait_until'; readonly step: StepState; readonly until: number }
  | { readonly do: 'ask'; readonly step: StepState; readonly purpose: ApprovalPurpose; readonly ask: Ask }
  | { readonly do: 'wait_for_child'; readonly step: StepState }
  /** One more need has ended, and others remain. */
  | { readonly do: 'count_need'; readonly step: StepState; readonly remainingNeeds: number; readonly unmetNeeds: number; readonly failedNeeds: number }
  | { readonly do: 'update_map'; readonly step: StepState; readonly map: MapState; readonly reused?: readonly ItemRange[] }
  | { readonly do: 'start_item'; readonly parent: StepState; readonly index: number }
  /** Items that have not begun are cancelled with their step. */
  | { readonly do: 'drop_items'; readonly parent: StepState }
