import type { ErrorInfo } from '../contract/errors'
import type { RunEvent } from '../contract/events'
import type { Json, JsonObject } from '../contract/json'
import type { RunStarter } from '../contract/run'
import type { SkipReason, StepStatus, WaitingReason } from '../contract/step'
import type { MapState } from '../core/runs/decisions'
import type { GroupRun } from '../core/runs/group-places'
import type { EndedStepStatus } from '../core/runs/step-state'
import type { ApprovalRecord, AttemptKey, LogChunk, NewStepRun, PipelineRecord, PipelineVersionRecord, RunCore, RunParentKey, RunRecord, SealedSecret, StepRunRecord, StoredValue, UsageRecord } from './records'
import type { VectorWrites } from './vectors'

/** What a transaction may read and write. Every change of a state says from which states it is allowed, in its WHERE clause. */
export interface WriteStores {
  readonly pipelines: PipelineWrites
  readonly runs: RunWrites
  readonly steps: StepWrites
  readonly attempts: AttemptWrites
  readonly events: EventWrites
  readonly logs: LogWrites
  readonly usages: UsageWrites
  readonly stepCache: StepCacheWrites
  readonly jobs: JobWrites
  readonly deadLetters: DeadLetterWrites
  readonly settings: SettingWrites
  readonly secrets: SecretWrites
  readonly vectors: VectorWrites
  readonly approvals: ApprovalWrites
  readonly removals: RemovalWrites
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
  /** How many of them are those of `on_failure`. */
  readonly onFailureTotal: number
  /** See `RunRecord`. */
  readonly groupName: string | null
  readonly parent: RunParentKey | null
}

export interface RunWrites {
  /** The next number of the sequence that external ids are made from. */
  nextNumber(): Promise<number>
  insert(run: NewRun, externalId: string): Promise<void>
  /** Also locks it, where several processes write. */
  core(runId: string): Promise<RunCore | null>
  save(run: RunCore): Promise<void>
  setOutput(runId: string, output: StoredValue): Promise<void>
  /** Of a new run: what it was made from, and what of it leaves the step cache unused. */
  setOrigin(runId: string, origin: Pick<RunRecord, 'origin' | 'noCache' | 'rerunFrom'>): Promise<void>
  byIdempotencyKey(pipelineId: string, key: string): Promise<{ id: string; externalId: string; inputHash: string } | null>
  /** The run that this step run has started, if it has. */
  childOf(stepRunId: string): Promise<{ id: string; externalId: string } | null>
  /** Runs that steps of this one started, wait for, and that are not over. */
  openChildren(runId: string): Promise<readonly string[]>
  /** What whoever waited for it is told of a run. */
  named(runId: string): Promise<{ externalId: string; pipelineName: string; output: StoredValue } | null>
  /** How many open runs of a group hold a place, and which of those that wait, and are not paused, gets the next one. */
  groupPlaces(group: RunGroup): Promise<{ readonly held: number; readonly next: string | null }>
  /** Runs of a group that hold a place. */
  groupHolders(group: RunGroup, limit: number): Promise<readonly string[]>
  /** The newest version of which a run of the group is open; looks through all of them. */
  newestInGroup(group: RunGroup): Promise<{ readonly version: number; readonly versionId: string } | null>
  /** Open runs of a group that nobody has cancelled, oldest first. */
  openInGroup(group: RunGroup): Promise<readonly GroupRun[]>
  /** Reserves `count` log numbers and returns the first. */
  reserveLogSeq(runId: string, count: number): Promise<number>
}

/** Runs of one pipeline of which so many go on at once. */
export interface RunGroup {
  readonly pipelineId: string
  readonly groupName: string | null
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
  /** The step run whose output it is; stays as it is when it is not given. */
  readonly reusedFrom?: string | null
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
  /**
   * Before its end, which is told apart: gives a step, or an item, the output of another that has ended, and says whose it is,
   * which is the one that made it.
   */
  takeOver(id: string, from: string): Promise<{ readonly reusedFrom: string; readonly output: StoredValue }>
  /** The items of this mapped step may be taken over once its own list is known. */
  setItemsFrom(id: string, from: string): Promise<void>
  /** Ends the items of a mapped step that were taken over and have not ended: they have succeeded. */
  endTakenItems(parentId: string, at: number): Promise<void>
  /** The first item that has not begun, from a place on; null when there is none. */
  nextItem(parentId: string, from: number): Promise<number | null>
  /** The run's steps, without items, that have failed. */
  failed(runId: string): Promise<readonly StepRunRecord[]>
  /** The first item of a mapped step that has failed. */
  failedItem(parentId: string): Promise<StepRunRecord | null>
  setNeeds(id: string, needs: { readonly remaining: number; readonly unmet: number; readonly failed: number }): Promise<void>
  deleteItems(parentId: string): Promise<void>
  /** Cancels the items that have not ended and are not at work. */
  dropItems(parentId: string, at: number): Promise<number>
  /** Items that were begun, have not ended, and are not at work. */
  idleItems(parentId: string): Promise<readonly StepRunRecord[]>
  /** Cancels every step and item of the run that has not ended and is not at work; returns the top-level ones. */
  cancelIdle(runId: string, at: number): Promise<readonly StepRunRecord[]>
  /** Mapped steps at work, with how many of their items are. */
  runningMaps(runId: string): Promise<readonly { step: StepRunRecord; running: number }[]>
}

export interface NewAttempt {
  readonly stepRunId: string
  readonly number: number
  readonly runId: string
  /** Attempts of one pipeline take turns with those of others. */
  readonly pipelineId: string
  readonly queue: string
  /** The limited thing that it takes a place of; empty for none. */
  readonly lane: string
  readonly priority: number
  readonly availableAt: number
  /** Its time has come, and it has its turn from now on, whatever clocks say later. */
  readonly due: boolean
}

export interface DueAttempt extends AttemptKey {
  readonly runId: string
  readonly priority: number
  readonly lane: string
}

export interface Claim {
  readonly queue: string
  readonly limit: number
  readonly owner: string
  readonly at: number
  /** How long an attempt of the lane is its owner's without a sign of life (ms). */
  leaseMs(lane: string): number
  /** How many more may begin now in a lane in which so many are at work. */
  room(lane: string, held: number): number
}

export interface Claimed {
  readonly attempts: readonly DueAttempt[]
  /** Lanes that have attempts in the queue which could not begin, with the highest priority of those. */
  readonly heldBack: readonly { readonly lane: string; readonly priority: number }[]
}

/** Attempts of a lane, in all queues: those at work, and those whose time has come. */
export interface LaneUse {
  readonly held: number
  readonly waiting: number
}

export interface Lease {
  readonly owner: string
  readonly expiresAt: number
}

export interface AttemptWrites {
  insert(attempt: NewAttempt): Promise<void>
  /** Born at work: handed to the worker that asks, without passing through the queue. */
  insertRunning(attempt: NewAttempt, lease: Lease, at: number): Promise<void>
  /**
   * Takes up to `limit` due attempts of a queue, by priority, then by turn. In no lane are more begun than it has room for;
   * those of other lanes, and of none, pass by.
   */
  claim(claim: Claim): Promise<Claimed>
  /** Counts up to `atMost` of each. */
  laneUse(lane: string, atMost: number): Promise<LaneUse>
  /** What waits in queues other than these goes on in one of them; returns how many attempts that are, by queue. */
  moveQueued(known: readonly string[], to: string): Promise<readonly { readonly queue: string; readonly count: number }[]>
  /** The fence: false when this attempt is not the one at work any more. */
  end(key: AttemptKey, to: { status: 'succeeded' | 'failed' | 'cancelled' | 'lost'; error: ErrorInfo | null; at: number }): Promise<boolean>
  /** Of these and no others: what the owner does not know to hold must run out. */
  renewLeases(leases: readonly (AttemptKey & { readonly expiresAt: number })[], owner: string): Promise<void>
  cancelQueued(runId: string, at: number): Promise<number>
  /** Takes one out of its queue; nothing happens when it is not in one. */
  withdraw(key: AttemptKey, at: number): Promise<void>
  /** What of a run is queued is not due until so late, and has no turn. */
  hold(runId: string, until: number): Promise<void>
  /** What was held gets back the time of its retry, or is due at once. Returns what that comes to, by queue. */
  release(runId: string, held: { readonly heldUntil: number; readonly at: number }): Promise<readonly { readonly queue: string; readonly at: number; readonly priority: number }[]>
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

/** What a step gave out, for others that would do the same. */
export interface CachedOutput {
  readonly key: string
  readonly stepRunId: string
  readonly output: StoredValue
  readonly expiresAt: number
}

export interface StepCacheWrites {
  /** In place of what was kept under the key. */
  put(runId: string, cached: CachedOutput): Promise<void>
  /** Removes so many at most of those that may not be used any more; returns how many it was. */
  removeExpired(now: number, limit: number): Promise<number>
}

/** Jobs that steps have given to other systems. */
export interface JobWrites {
  /** In place of what was known of this step run. */
  put(runId: string, stepRunId: string, job: Json): Promise<void>
  remove(stepRunId: string): Promise<void>
}

export interface NewDeadLetter {
  readonly id: string
  readonly stepRunId: string
  readonly stepId: string
  readonly error: ErrorInfo
  readonly shape: string
  readonly attempts: number
  readonly itemsFailed: number
}

export interface DeadLetterWrites {
  add(runId: string, letters: readonly NewDeadLetter[], at: number): Promise<void>
  /** The open letters of a run, and of those that it was made from: `by` does them again. */
  replayed(runId: string, by: { readonly runId: string; readonly externalId: string }, at: number): Promise<void>
  /** The letters that this run was to do again are open as before; each still names it. */
  reopen(runId: string): Promise<void>
  /** Returns how many of them were open. */
  dismiss(ids: readonly string[], reason: string, at: number): Promise<number>
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

/** Takes an ended run out of the database: gone for everybody at once, its rows in batches after that. */
export interface RemovalWrites {
  /** False when there is no such run, or it has not ended. */
  begin(runId: string, at: number): Promise<boolean>
  /** Up to `limit` rows of what hangs on a removed run; 0 when nothing is left. */
  removeRows(runId: string, limit: number): Promise<number>
  /** Nothing of the run is left; returns the artifacts that it held. */
  finish(runId: string): Promise<readonly string[]>
  /** Those of them that no run holds. */
  unheld(artifacts: readonly string[]): Promise<readonly string[]>
  /** Gives up to so many free pages of the file back to the disk; how many are left then. All of them in a file that cannot. */
  giveBack(pages: number): Promise<number>
}

export interface ApprovalAnswer {
  readonly status: 'approved' | 'rejected' | 'expired'
  readonly by: string | null
  readonly at: number
  readonly comment: string
  readonly answer: Json
}

export interface ApprovalWrites {
  insert(approval: ApprovalRecord): Promise<void>
  byId(id: string): Promise<ApprovalRecord | null>
  /** False, and nothing changes, when it is open no more. */
  answer(id: string, answer: ApprovalAnswer): Promise<boolean>
  /** Every open question of the run; returns them as they are then. */
  withdraw(runId: string, at: number): Promise<readonly ApprovalRecord[]>
  /** The same of one step run. */
  withdrawOf(stepRunId: string, at: number): Promise<readonly ApprovalRecord[]>
}
