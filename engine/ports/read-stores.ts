import type { ApprovalFilter } from '../contract/approval'
import type { ErrorInfo } from '../contract/errors'
import type { QueueStatus, RunEvent } from '../contract/events'
import type { DeadLetter, DeadLetterFilter, DeadLetterGroup } from '../contract/dead-letter'
import type { LogLevel, LogLine, PlacedLogLine } from '../contract/log'
import type { Usage } from '../contract/model'
import type { PipelineSummary, PipelineVersion } from '../contract/pipeline'
import type { RelatedRun } from '../contract/rerun'
import type { RunFilter, RunParent, RunStatistics } from '../contract/run'
import type { ChildRun, StepStatus } from '../contract/step'
import type { Json, JsonObject } from '../contract/json'
import type { ApprovalLine, ApprovalRecord, AttemptOfRun, AttemptRecord, PipelineRecord, PipelineVersionRecord, RunRecord, SealedSecret, StepRunRecord, StoredValue, PlacedAttemptRecord } from './records'
import type { OpenStep } from '../core/why/explain'
import type { VectorReads } from './vectors'

export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
}

export interface Window {
  readonly skip: number
  readonly limit: number
}

export interface GroupStanding {
  readonly holders: readonly { readonly runId: string; readonly externalId: string }[]
  readonly ahead: number
  readonly newestVersionId: string | null
}

/** What screens and workers read, from the last commit; never waits behind the writer. */
export interface ReadStores extends VectorReads {
  pipelines(): Promise<readonly PipelineSummary[]>
  pipeline(idOrName: string): Promise<PipelineRecord | null>
  pipelineVersion(pipelineId: string, number: number): Promise<PipelineVersionRecord | null>
  pipelineVersionById(id: string): Promise<PipelineVersionRecord | null>
  pipelineVersions(pipelineId: string): Promise<readonly PipelineVersion[]>

  runs(filter: RunFilter, window: Window): Promise<Page<RunRecord>>
  /** By id or external id. */
  run(idOrExternalId: string): Promise<RunRecord | null>
  /** What expressions may ask of a run. */
  runFacts(runId: string): Promise<(Omit<RunFacts, 'earlierRuns'> & { readonly hasOrigin: boolean; /** Of its JSON. */ readonly inputBytes: number }) | null>
  /** What the run has failed of so far; it may still be doing what is there for that. */
  runError(runId: string): Promise<ErrorInfo | null>
  pausedRuns(): Promise<number>
  /** How many attempts of the run workers hold. */
  stillAtWork(runId: string): Promise<number>
  /** Who holds the places of a waiting run's group, oldest first, how many get one before it, and the newest version of which a run of the group is open. */
  groupStanding(run: Pick<RunRecord, 'id' | 'pipelineId' | 'groupName' | 'priority'>): Promise<GroupStanding>
  /** For the reconciler: groups in which runs wait, each with one of its runs of the newest version, and how many places are held. */
  waitingGroups(limit: number): Promise<readonly { readonly runId: string; readonly versionId: string; readonly held: number }[]>
  runCounts(): Promise<{ queued: number; running: number; waiting: number }>
  /** Durations (ms) of the newest successful runs, unordered. */
  successDurations(pipelineId: string, limit: number): Promise<readonly number[]>

  step(stepRunId: string): Promise<StepRunRecord | null>
  /** A run's step itself, not an item. */
  stepOf(runId: string, stepId: string): Promise<StepRunRecord | null>
  /** The run's steps, without items. */
  steps(runId: string): Promise<readonly StepRunRecord[]>
  items(parent: { runId: string; stepId: string }, statuses: readonly StepStatus[] | null, window: Window): Promise<Page<StepRunRecord>>
  values(stepRunId: string): Promise<{ input: StoredValue; output: StoredValue } | null>
  /** Outputs and ends of the named steps, as expressions see them. */
  outcomes(runId: string, stepIds: readonly string[]): Promise<readonly StepOutcomeRecord[]>
  /** In order, of `count` items from one on; none when there are no more. Others get the thread between two calls. */
  itemOutcomes(parentId: string, from: number, count: number): Promise<readonly StepOutcomeRecord[]>
  /** What the items' outputs, and their errors, come to as JSON (UTF-8 bytes), without reading them. */
  itemOutcomeBytes(parentId: string): Promise<number>
  itemValue(stepRunId: string): Promise<Json>

  attempts(stepRunId: string): Promise<readonly AttemptRecord[]>
  /** Attempts of the run's steps, without those of items. */
  attemptsOfRun(runId: string): Promise<readonly AttemptRecord[]>

  events(runId: string, afterSeq: number, limit: number): Promise<readonly RunEvent[]>
  log(runId: string, query: { afterSeq: number; stepId?: string | undefined; stepRunId?: string | undefined; limit: number }): Promise<readonly LogLine[]>

  /** Summed over attempts: by step of a run (items count to their step), and by attempt of one step run. */
  usageBySteps(runId: string): Promise<readonly { stepId: string; usage: Usage }[]>
  usageByAttempts(stepRunId: string): Promise<readonly { number: number; usage: Usage }[]>
  usageByAttemptsOfRun(runId: string): Promise<readonly { stepRunId: string; number: number; usage: Usage }[]>
  /** Durations (ms) of the steps of the newest successful runs. */
  stepDurations(pipelineId: string, runs: number): Promise<readonly { stepId: string; ms: number }[]>
  /** What runs that were created from `since` on came to, in stretches of `stretchMs` from there; empty stretches are left out. */
  statistics(query: { since: number; stretchMs: number; pipelineId: string | undefined }): Promise<readonly RunStatistics[]>

  /** Newest first, in whole chunks, from before `before` on; looks through `chunks` of them at most. */
  searchLogs(query: LogSearch): Promise<LogFindings>
  /** Chunks after `afterPlace`, oldest first, in whole chunks. `last` is the place that was got to. */
  logsAfter(afterPlace: number, filter: LogSearchFilter, chunks: number): Promise<{ readonly lines: readonly PlacedLogLine[]; readonly last: number }>
  newestLogPlace(): Promise<number>

  /** Ended runs, oldest first: those that ended before a time, and those beyond the newest so many of their pipeline; null: no such bound. */
  removableRuns(bounds: { readonly endedBefore: number | null; readonly mostPerPipeline: number | null; readonly limit: number }): Promise<readonly string[]>
  /** Runs that are being removed. */
  removals(limit: number): Promise<readonly string[]>

  /** Newest first. */
  approvals(filter: ApprovalFilter, window: Window): Promise<Page<ApprovalLine>>
  approval(id: string): Promise<(ApprovalRecord & ApprovalLine) | null>
  /** Open questions that nobody answered in time, the most overdue first. */
  expiredApprovals(now: number, limit: number): Promise<readonly string[]>
  /** When the first question expires of those that expire later. */
  nextExpiry(after: number): Promise<number | null>
  /** The run that this step run has started. */
  childOf(stepRunId: string): Promise<ChildRun | null>
  /** Who started this run, when a step of another did. */
  parentOf(runId: string): Promise<RunParent | null>
  /** Steps that wait for a run that is over, or not there. */
  waitingForEndedChild(window: Window): Promise<readonly string[]>

  /** The steps of an ended run, without items; time (at work, without what it waited) and use of those that it took over are those of the run that made them. */
  earlierSteps(runId: string): Promise<readonly { readonly step: StepRunRecord; readonly ms: number | null; readonly usage: Usage | null }[]>
  /** The runs that this one was made from, the nearest first: all of them, for steps may look into the folders of each. */
  earlierRuns(runId: string): Promise<readonly string[]>
  /** As `RunDetail.related`. */
  relatedRuns(runId: string): Promise<readonly RelatedRun[]>
  /** The mapped step whose items this one may take over. */
  itemsFrom(stepRunId: string): Promise<string | null>
  /** Of `count` places of a mapped step's list, the items that succeeded, each with its value as JSON. */
  itemsToTakeOver(parentId: string, from: number, count: number): Promise<ReadonlyMap<number, { readonly id: string; readonly item: string }>>
  /** What is kept under a key and has not expired. */
  cachedOutput(key: string, now: number): Promise<{ readonly stepRunId: string; readonly externalId: string; readonly output: StoredValue } | null>

  /** Jobs that were given to other systems by steps which have ended since. */
  leftJobs(limit: number): Promise<readonly LeftJob[]>

  /** Newest first. */
  deadLetters(filter: DeadLetterFilter, window: Window): Promise<Page<DeadLetter>>
  /** By pipeline and shape, those with the newest letter first; 200 at most. */
  deadLetterGroups(filter: DeadLetterFilter): Promise<readonly DeadLetterGroup[]>
  deadLettersById(ids: readonly string[]): Promise<readonly DeadLetter[]>

  setting(name: string): Promise<Json | null>
  secrets(): Promise<readonly SealedSecret[]>

  queues(): Promise<readonly Omit<QueueStatus, 'concurrency'>[]>
  /** Attempts at work, the longest first. */
  attemptsInPlaces(limit: number): Promise<readonly PlacedAttemptRecord[]>
  /** Where attempts wait whose time has come, by queue and lane (empty for none), with about when the first of them came. */
  waitingLines(): Promise<readonly { readonly queue: string; readonly lane: string; readonly count: number; readonly since: number | null }[]>
  /** The next of a line, in their order. */
  nextInLine(queue: string, lane: string, limit: number): Promise<readonly PlacedAttemptRecord[]>
  /** Names of the pipelines whose current version has steps in the queue. */
  pipelinesInQueue(queue: string): Promise<readonly string[]>

  /** Steps and items of a run that are ready, at work or waiting, with what they wait for; a mapped step only through its items. */
  openSteps(runId: string, limit: number): Promise<readonly OpenStepRecord[]>

  /** For the reconciler: oldest first. */
  expiredAttempts(now: number, window: Window): Promise<readonly AttemptOfRun[]>
  attemptsAtWork(window: Window): Promise<readonly AttemptOfRun[]>
  /** At most `limit`. */
  dueTimers(now: number, limit: number): Promise<readonly string[]>
  /** When the first timer is due of those that are due later. */
  nextTimer(after: number): Promise<number | null>
  readyWithoutAttempt(window: Window): Promise<readonly string[]>
}

export interface LogSearchFilter {
  readonly text: string | undefined
  readonly levels: readonly LogLevel[] | undefined
  readonly pipelineId: string | undefined
}

export interface LogSearch extends LogSearchFilter {
  readonly before: number | undefined
  readonly lines: number
  readonly chunks: number
}

export interface LogFindings {
  readonly lines: readonly PlacedLogLine[]
  /** Null when the log has been looked through to its beginning. */
  readonly before: number | null
  /** The time of the oldest chunk that was looked at. */
  readonly searchedTo: number | null
}

export interface LeftJob {
  readonly runId: string
  readonly stepRunId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  readonly kind: string
  readonly status: StepStatus
  readonly job: Json
}

export interface RunFacts {
  readonly input: JsonObject
  readonly externalId: string
  readonly startedAt: number
  /** What the step cache holds is not used. */
  readonly noCache: boolean
  /** The step for which it is not used. */
  readonly rerunFrom: string | null
  /** It goes on where another stopped. */
  readonly isRetry: boolean
  /** As `ReadStores.earlierRuns`: steps may look into the folders of these. */
  readonly earlierRuns: readonly string[]
}

export interface StepOutcomeRecord {
  readonly id: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly status: StepStatus
  readonly output: StoredValue
  readonly error: StepRunRecord['error']
}

export interface OpenStepRecord extends Omit<OpenStep, 'name'> {
  readonly stepId: string
  readonly itemIndex: number | null
}
