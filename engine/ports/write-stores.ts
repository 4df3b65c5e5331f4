import type { ErrorInfo } from '../contract/errors'
import type { RunEvent } from '../contract/events'
import type { Json, JsonObject } from '../contract/json'
import type { RunStarter } from '../contract/run'
import type { SkipReason, StepStatus, WaitingReason } from '../contract/step'
import type { MapState } from '../core/runs/decisions'
import type { EndedStepStatus } from '../core/runs/step-state'
import type { AttemptKey, LogChunk, NewStepRun, PipelineRecord, PipelineVersionRecord, RunCore, SealedSecret, StepRunRecord, StoredValue, UsageRecord } from './records'

/** What a transaction may read and write. Every change of a state says from which states it is allowed, in its WHERE clause. */
export interface WriteStores {
  readonly pipelines: PipelineWrites
  readonly runs: RunWrites
  readonly steps: StepWrites
  readonly attempts: AttemptWrites
  readonly events: EventWrites
  readonly logs: LogWrites
  readonly usages: UsageWrites
  readonly settings: SettingWrites
  readonly secrets: SecretWrites
}

export interface PipelineWrites {
  byName(name: string): Promise<PipelineRecord | null>
  byId(id: string): Promise<PipelineRecord | null>
  version(pipelineId: string, number: number): Promise<PipelineVersionRecord | null>
  /** Only its id: for what need not read the text. */
  versionId(pipelineId: string, number: number): Promise<string | null>
  insert(pipeline: PipelineRecord): Promise<void>
  insertVersion(version: PipelineVersionRecord): Promise<void>
  setCurrent(pipeline: PipelineRecord): Promise<void>
  /** Takes it out of lists and frees its name; versions and runs stay. */
  remove(id: string, at: number): Promise<void>
  openRuns(id: string): Promise<number>
}

export interface NewRun {
  readonly id: string
  readonly pipelineId: string
  readonly pipelineName: string
  readonly versionId: string
  readonly version: number
  readonly startedBy: RunStarter
  readonly priority: number
  readonly input: JsonObject
  /** Of what was asked for, to compare another request of the same idempotency key with; empty without one. */
  readonly inputHash: string
  readonly idempotencyKey: string | null
  readonly createdAt: number
  readonly stepsTotal: number
}

export interface RunWrites {
  /** The next number of the sequence that external ids are made from. */
  nextNumber(): Promise<number>
  insert(run: NewRun, externalId: string): Promise<void>
  /** Also locks it, where several processes write. */
  core(runId: string): Promise<RunCore | null>
  save(run: RunCore): Promise<void>
  setOutput(runId: string, output: StoredValue): Promise<void>
  byIdempotencyKey(pipelineId: string, key: string): Promise<{ id: string; externalId: string; inputHash: string } | null>
  /** Reserves `count` log numbers and returns the first. */
  reserveLogSeq(runId: string, count: number): Promise<number>
}

export interface StepChange {
  readonly status: StepStatus
  readonly waitingReason: WaitingReason | null
  readonly wakeAt: number | null
  readonly attempt: number
  readonly lostAttempts: number
  readonly error: ErrorInfo | null
  /** Kept when it is set already. */
  readonly startedAt: number | null
}

export interface StepEnd {
  readonly status: EndedStepStatus
  readonly skipReason: SkipReason | null
  readonly error: ErrorInfo | null
  readonly at: number
  readonly input: StoredValue | null
  readonly output: StoredValue | null
}

export interface StepWrites {
  insert(step: NewStepRun): Promise<void>
  byId(id: string): Promise<StepRunRecord | null>
  ofRun(runId: string, stepId: string): Promise<StepRunRecord | null>
  item(parentId: string, index: number): Promise<StepRunRecord | null>
  /** False when the step had ended already. */
  change(id: string, to: StepChange): Promise<boolean>
  /** Running under its newest attempt; returns null when it had ended already. */
  begin(id: string, at: number): Promise<StepRunRecord | null>
  /** False when it had ended already. Values that are null stay as they are. */
  end(id: string, to: StepEnd): Promise<boolean>
  /** Ahead of its end: what a waiting step gives out when its timer is due. */
  setOutput(id: string, output: StoredValue): Promise<void>
  setInput(id: string, input: StoredValue): Promise<void>
  setMap(id: string, map: MapState): Promise<void>
  setNeeds(id: string, needs: { readonly remaining: number; readonly unmet: number; readonly failed: number }): Promise<void>
  deleteItems(parentId: string): Promise<void>
  /** Cancels the items that have not ended and are not at work. */
  dropItems(parentId: string, at: number): Promise<number>
  /** Cancels every step and item of the run that has not ended and is not at work; returns the top-level ones. */
  cancelIdle(runId: string, at: number): Promise<readonly StepRunRecord[]>
  /** Mapped steps at work, with how many of their items are. */
  runningMaps(runId: string): Promise<readonly { step: StepRunRecord; running: number }[]>
}

export interface NewAttempt {
  readonly stepRunId: string
  readonly number: number
  readonly runId: string
  readonly queue: string
  readonly priority: number
  readonly availableAt: number
}

export interface DueAttempt extends AttemptKey {
  readonly runId: string
  readonly priority: number
}

export interface Lease {
  readonly owner: string
  readonly expiresAt: number
}

export interface AttemptWrites {
  insert(attempt: NewAttempt): Promise<void>
  /** Born at work: handed to the worker that asks, without passing through the queue. */
  insertRunning(attempt: NewAttempt, lease: Lease, at: number): Promise<void>
  /** Takes up to `limit` due attempts of a queue, by priority and age, in one statement. */
  claim(queue: string, limit: number, lease: Lease, at: number): Promise<readonly DueAttempt[]>
  /** The fence: false when this attempt is not the one at work any more. */
  end(key: AttemptKey, to: { status: 'succeeded' | 'failed' | 'cancelled' | 'lost'; error: ErrorInfo | null; at: number }): Promise<boolean>
  /** Of these and no others: what the owner does not know to hold must run out. */
  renewLeases(keys: readonly AttemptKey[], lease: Lease): Promise<void>
  cancelQueued(runId: string, at: number): Promise<number>
}

export interface EventWrites {
  append(runId: string, event: RunEvent): Promise<void>
}

export interface LogWrites {
  append(chunk: LogChunk): Promise<void>
}

export interface UsageWrites {
  /** What an attempt used of a model. False when that was known already: nothing is counted twice. */
  add(usage: UsageRecord): Promise<boolean>
}

export interface SettingWrites {
  /** Whole documents by name: small, and changed by people. */
  get(name: string): Promise<Json | null>
  put(name: string, value: Json, at: number): Promise<void>
}

export interface SecretWrites {
  put(secret: SealedSecret): Promise<void>
  /** False when there was none. */
  remove(name: string): Promise<boolean>
  all(): Promise<readonly SealedSecret[]>
}
