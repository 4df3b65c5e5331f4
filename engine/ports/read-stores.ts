import type { QueueStatus, RunEvent } from '../contract/events'
import type { LogLine } from '../contract/log'
import type { PipelineSummary, PipelineVersion } from '../contract/pipeline'
import type { RunFilter } from '../contract/run'
import type { StepStatus } from '../contract/step'
import type { Json, JsonObject } from '../contract/json'
import type { AttemptKey, AttemptRecord, PipelineRecord, PipelineVersionRecord, RunRecord, StepRunRecord, StoredValue } from './records'

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
  itemValue(stepRunId: string): Promise<Json>

  attempts(stepRunId: string): Promise<readonly AttemptRecord[]>
  /** Attempts of the run's steps, without those of items. */
  attemptsOfRun(runId: string): Promise<readonly AttemptRecord[]>

  events(runId: string, afterSeq: number, limit: number): Promise<readonly RunEvent[]>
  log(runId: string, query: { afterSeq: number; stepId?: string | undefined; stepRunId?: string | undefined; limit: number }): Promise<readonly LogLine[]>

  queues(): Promise<readonly Omit<QueueStatus, 'concurrency'>[]>

  /** For the reconciler: each returns at most `limit`, oldest first. */
  expiredAttempts(now: number, limit: number): Promise<readonly AttemptKey[]>
  attemptsAtWork(limit: number): Promise<readonly AttemptKey[]>
  dueTimers(now: number, limit: number): Promise<readonly string[]>
  nextTimer(): Promise<number | null>
  nextAttemptDue(after: number): Promise<number | null>
  readyWithoutAttempt(limit: number): Promise<readonly string[]>
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
