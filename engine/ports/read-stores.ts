import type { QueueStatus, RunEvent } from '../contract/events'
import type { LogLevel, LogLine, PlacedLogLine } from '../contract/log'
import type { Usage } from '../contract/model'
import type { PipelineSummary, PipelineVersion } from '../contract/pipeline'
import type { RunFilter, RunStatistics } from '../contract/run'
import type { StepStatus } from '../contract/step'
import type { Json, JsonObject } from '../contract/json'
import type { AttemptKey, AttemptRecord, PipelineRecord, PipelineVersionRecord, RunRecord, SealedSecret, StepRunRecord, StoredValue } from './records'

export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
}

export interface Window {
  readonly skip: number
  readonly limit: number
}

/** What screens and workers read, from the last commit; never waits behind the writer. */
export interface ReadStores {
  pipelines(): Promise<readonly PipelineSummary[]>
  pipeline(idOrName: string): Promise<PipelineRecord | null>
  pipelineVersion(pipelineId: string, number: number): Promise<PipelineVersionRecord | null>
  pipelineVersionById(id: string): Promise<PipelineVersionRecord | null>
  pipelineVersions(pipelineId: string): Promise<readonly PipelineVersion[]>

  runs(filter: RunFilter, window: Window): Promise<Page<RunRecord>>
  /** By id or external id. */
  run(idOrExternalId: string): Promise<RunRecord | null>
  /** What expressions may ask of a run. */
  runFacts(runId: string): Promise<RunFacts | null>
  runCounts(): Promise<{ queued: number; running: number; waiting: number }>
  /** Durations (ms) of the newest successful runs, unordered. */
  successDurations(pipelineId: string, limit: number): Promise<readonly number[]>

  step(stepRunId: string): Promise<StepRunRecord | null>
  /** The run's steps, without items. */
  steps(runId: string): Promise<readonly StepRunRecord[]>
  items(parent: { runId: string; stepId: string }, statuses: readonly StepStatus[] | null, window: Window): Promise<Page<StepRunRecord>>
  values(stepRunId: string): Promise<{ input: StoredValue; output: StoredValue } | null>
  /** Outputs and ends of the named steps, as expressions see them. */
  outcomes(runId: string, stepIds: readonly string[]): Promise<readonly StepOutcomeRecord[]>
  itemOutcomes(parentId: string): Promise<readonly StepOutcomeRecord[]>
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

  setting(name: string): Promise<Json | null>
  secrets(): Promise<readonly SealedSecret[]>

  queues(): Promise<readonly Omit<QueueStatus, 'concurrency'>[]>

  /** For the reconciler: each returns at most `limit`, oldest first. */
  expiredAttempts(now: number, limit: number): Promise<readonly AttemptKey[]>
  attemptsAtWork(limit: number): Promise<readonly AttemptKey[]>
  dueTimers(now: number, limit: number): Promise<readonly string[]>
  nextTimer(): Promise<number | null>
  nextAttemptDue(after: number): Promise<number | null>
  readyWithoutAttempt(limit: number): Promise<readonly string[]>
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

export interface RunFacts {
  readonly input: JsonObject
  readonly externalId: string
  readonly startedAt: number
}

export interface StepOutcomeRecord {
  readonly id: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly status: StepStatus
  readonly output: StoredValue
  readonly error: StepRunRecord['error']
}
