import type { ApprovalPurpose, ApprovalStatus } from '../contract/approval'
import type { AttemptStatus } from '../contract/attempt'
import type { ErrorInfo } from '../contract/errors'
import type { Json, JsonObject } from '../contract/json'
import type { LogLevel } from '../contract/log'
import type { RunStatus } from '../contract/run-status'
import type { OriginKind } from '../contract/rerun'
import type { RunStarter } from '../contract/run'
import type { SkipReason, StepStatus, WaitingReason } from '../contract/step'
import type { Ask } from '../core/approvals/ask'
import type { PipelineSpec } from '../core/pipelines/spec'
import type { MapState } from '../core/runs/decisions'
import type { ModelUsage } from './step-kind'

/** What the stores keep, in the engine's own terms: JSON parsed, times in epoch ms, absent values null. */

export interface PipelineRecord {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly currentVersion: number
  readonly folder: string
  readonly stepsTotal: number
  readonly createdAt: number
  readonly updatedAt: number
}

export interface PipelineVersionRecord {
  readonly id: string
  readonly pipelineId: string
  readonly number: number
  readonly text: string
  readonly spec: PipelineSpec
  readonly hash: string
  readonly folder: string
  readonly createdAt: number
}

/** A value in a row: itself when small, else the artifact that holds it. `items`: join the outputs of the step's items. */
export type StoredValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'artifact'; readonly sha256: string; readonly bytes: number; readonly preview: string }
  | { readonly kind: 'items'; readonly count: number; /** The step run whose items these are, when they are not its own. */ readonly from: string | null }
  /** What a `pipeline` step gives out of a run whose output is an artifact: that, with the run's ids around it. */
  | { readonly kind: 'child'; readonly sha256: string; readonly bytes: number; readonly preview: string; readonly runId: string; readonly externalId: string }

export interface RunRecord {
  readonly id: string
  readonly externalId: string
  readonly pipelineId: string
  readonly pipelineName: string
  readonly versionId: string
  readonly version: number
  readonly status: RunStatus
  readonly startedBy: RunStarter
  readonly priority: number
  readonly input: JsonObject
  readonly output: StoredValue
  readonly error: ErrorInfo | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly cancelRequestedAt: number | null
  readonly stepsTotal: number
  readonly stepsOpen: number
  readonly stepsActive: number
  readonly stepsFailed: number
  /** How many of the open steps are those of `on_failure`. */
  readonly onFailureOpen: number
  readonly pausedAt: number | null
  /** Null when nothing limits how many runs of its pipeline go on at once; empty when the group is the pipeline. */
  readonly groupName: string | null
  /** When it got a place in its group. */
  readonly admittedAt: number | null
  readonly lastSeq: number
  readonly lastLogSeq: number
  readonly origin: { readonly runId: string; readonly kind: OriginKind } | null
  /** What the step cache holds is not used. */
  readonly noCache: boolean
  /** The step that was to be done anew: for it the step cache is not used. */
  readonly rerunFrom: string | null
  readonly parent: RunParentKey | null
}

/** The step run that started a run. */
export interface RunParentKey {
  readonly runId: string
  readonly stepRunId: string
  /** The step ends with the run, and a cancel of its run is one of this, too. */
  readonly waits: boolean
  /** How many runs stand above: 1 for the child of one that nobody's step started. */
  readonly depth: number
}

/** A run as far as a transition reads and writes it; saved whole at the end of the transaction. */
export interface RunCore {
  readonly id: string
  readonly versionId: string
  readonly priority: number
  readonly createdAt: number
  readonly parent: RunParentKey | null
  readonly pipelineId: string
  readonly groupName: string | null
  status: RunStatus
  error: ErrorInfo | null
  startedAt: number | null
  finishedAt: number | null
  cancelRequestedAt: number | null
  stepsOpen: number
  stepsActive: number
  stepsFailed: number
  onFailureOpen: number
  pausedAt: number | null
  admittedAt: number | null
  lastSeq: number
}

export interface StepRunRecord {
  readonly id: string
  readonly runId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly parentId: string | null
  readonly kind: string
  readonly status: StepStatus
  readonly waitingReason: WaitingReason | null
  readonly wakeAt: number | null
  readonly skipReason: SkipReason | null
  readonly remainingNeeds: number
  readonly unmetNeeds: number
  readonly failedNeeds: number
  readonly attempt: number
  readonly lostAttempts: number
  readonly map: MapState | null
  /** The step run whose output was taken over. */
  readonly reusedFrom: string | null
  readonly error: ErrorInfo | null
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export interface NewStepRun {
  readonly id: string
  readonly runId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly parentId: string | null
  readonly kind: string
  readonly remainingNeeds: number
  /** An item's own value. */
  readonly item: Json | undefined
}

export interface AttemptRecord {
  readonly stepRunId: string
  readonly number: number
  readonly runId: string
  readonly status: AttemptStatus
  readonly queue: string
  readonly priority: number
  readonly availableAt: number
  /** Null until it is due, and for one that was begun without waiting. */
  readonly turn: number | null
  /** The limited thing that it takes a place of, such as `service:mailer`; empty for none. */
  readonly lane: string
  readonly leaseOwner: string | null
  readonly leaseExpiresAt: number | null
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly error: ErrorInfo | null
}

/** An attempt that holds a place, or waits for one. */
export interface PlacedAttemptRecord {
  readonly runId: string
  readonly externalId: string
  readonly pipelineName: string
  readonly stepRunId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  readonly priority: number
  readonly queue: string
  /** Empty for none. */
  readonly lane: string
  /** When it began, or was due. */
  readonly since: number
}

export interface AttemptKey {
  readonly stepRunId: string
  readonly number: number
}

export interface AttemptOfRun extends AttemptKey {
  readonly runId: string
}

/** Lines of one attempt that were written together; the first has the sequence number `firstSeq`. */
export interface LogChunk {
  readonly runId: string
  readonly firstSeq: number
  readonly stepRunId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  readonly lines: readonly LogEntry[]
}

export interface LogEntry {
  readonly at: number
  readonly level: LogLevel
  readonly text: string
}

/** What one attempt used of one model. */
export interface UsageRecord extends ModelUsage, AttemptKey {
  readonly runId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly at: number
}

/** A secret as it is stored: `sealed` can be read with the vault's key alone. */
export interface SealedSecret {
  readonly name: string
  readonly sealed: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** A question to a person, from the moment it is asked to its answer and on. */
export interface ApprovalRecord extends Ask {
  readonly id: string
  readonly runId: string
  readonly stepRunId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  readonly purpose: ApprovalPurpose
  readonly askedAt: number
  readonly status: ApprovalStatus
  readonly answeredBy: string | null
  readonly answeredAt: number | null
  readonly comment: string
  /** The value as it was approved. */
  readonly answer: Json
}

/** As lists show it: without what may be large. */
export type ApprovalLine = Omit<ApprovalRecord, 'evidence' | 'value' | 'valueSchema' | 'answer' | 'onReject'> & { readonly externalId: string; readonly pipelineName: string }
