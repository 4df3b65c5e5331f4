import type { ApprovalPurpose, ApprovalStatus, ExpiryAction } from '../contract/approval'
import type { AttemptStatus } from '../contract/attempt'
import type { DeadLetterStatus } from '../contract/dead-letter'
import type { OriginKind } from '../contract/rerun'
import type { RunStarter } from '../contract/run'
import type { RunStatus } from '../contract/run-status'
import type { SkipReason, StepStatus, WaitingReason } from '../contract/step'
import type { Metric } from '../core/vectors/vector-collection'

/** The tables as both databases hold them: text ids, times and counts as numbers, JSON as text. */
export interface Schema {
  pipelines: PipelinesTable
  pipeline_versions: PipelineVersionsTable
  counters: CountersTable
  runs: RunsTable
  step_runs: StepRunsTable
  attempts: AttemptsTable
  run_events: RunEventsTable
  log_chunks: LogChunksTable
  usages: UsagesTable
  step_cache: StepCacheTable
  jobs: JobsTable
  dead_letters: DeadLettersTable
  settings: SettingsTable
  secrets: SecretsTable
  vector_collections: VectorCollectionsTable
  vectors: VectorsTable
  approvals: ApprovalsTable
  artifact_refs: ArtifactRefsTable
  removals: RemovalsTable
}

export type PipelinesTable = {
  id: string
  name: string
  description: string
  current_version: number
  folder: string
  steps_total: number
  created_at: number
  updated_at: number
  removed_at: number | null
}

export type PipelineVersionsTable = {
  id: string
  pipeline_id: string
  number: number
  text: string
  /** The PipelineSpec that the text was understood as, so that a run never depends on a later parser. */
  spec: string
  hash: string
  folder: string
  created_at: number
}

export type CountersTable = {
  name: string
  value: number
}

export type RunsTable = {
  id: string
  external_id: string
  pipeline_id: string
  pipeline_name: string
  version_id: string
  version: number
  status: RunStatus
  started_by: RunStarter
  priority: number
  input: string
  input_hash: string
  idempotency_key: string | null
  output: string | null
  error: string | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  cancel_requested_at: number | null
  steps_total: number
  steps_open: number
  steps_active: number
  steps_failed: number
  /** How many of the open steps are those of `on_failure`. */
  on_failure_open: number
  /** Null as well when the run is over. */
  paused_at: number | null
  /** What its pipeline's `concurrency.group` came to, empty for the pipeline itself; null when nothing limits it. */
  group_name: string | null
  /** When it got a place in its group; null while it waits for one. */
  admitted_at: number | null
  last_seq: number
  last_log_seq: number
  /** The run that this one was made from. */
  origin_run_id: string | null
  origin: OriginKind | null
  /** 0 or 1: what the step cache holds is not used. */
  no_cache: number
  /** The step that was to be done anew. */
  rerun_from: string | null
  /** The step of another run that started this one. */
  parent_run_id: string | null
  parent_step_run_id: string | null
  /** 1: that step ends with this run. */
  parent_waits: number
  depth: number
}

export type StepRunsTable = {
  id: string
  run_id: string
  step_id: string
  /** -1 for the step itself, so that one unique index serves both. */
  item_index: number
  parent_id: string | null
  kind: string
  status: StepStatus
  waiting_reason: WaitingReason | null
  wake_at: number | null
  skip_reason: SkipReason | null
  remaining_needs: number
  unmet_needs: number
  failed_needs: number
  attempt: number
  lost_attempts: number
  map_total: number | null
  map_next: number
  map_open: number
  map_done: number
  map_failed: number
  item: string | null
  input: string | null
  output: string | null
  error: string | null
  started_at: number | null
  finished_at: number | null
  /** The step run whose output was taken over. */
  reused_from: string | null
  /** A mapped step of an earlier run, whose items may be taken over once the list is known. */
  items_from: string | null
  map_reused: number
}

/** Outputs of steps with a `cache`, by what decides them. */
export type StepCacheTable = {
  key: string
  step_run_id: string
  /** Of its run, for people. */
  external_id: string
  output: string | null
  expires_at: number
}

export type DeadLettersTable = {
  id: string
  run_id: string
  external_id: string
  step_run_id: string
  step_id: string
  pipeline_id: string
  pipeline_name: string
  error: string
  shape: string
  attempts: number
  items_failed: number
  at: number
  status: DeadLetterStatus
  closed_at: number | null
  new_run_id: string | null
  new_external_id: string | null
  reason: string | null
}

export type AttemptsTable = {
  step_run_id: string
  number: number
  run_id: string
  status: AttemptStatus
  queue: string
  priority: number
  available_at: number
  /** Its place among those that are due; null until it is, and for those that never waited. */
  turn: number | null
  /** The limited thing that it takes a place of; empty for none. */
  lane: string
  lease_owner: string | null
  lease_expires_at: number | null
  started_at: number | null
  finished_at: number | null
  error: string | null
}

export type RunEventsTable = {
  run_id: string
  seq: number
  at: number
  type: string
  payload: string
}

export type LogChunksTable = {
  run_id: string
  first_seq: number
  last_seq: number
  step_run_id: string
  step_id: string
  item_index: number
  attempt: number
  lines: string
  /** Its number among those of all runs. */
  place: number
}

/** What an attempt used of a model. */
export type UsagesTable = {
  run_id: string
  step_run_id: string
  number: number
  model: string
  step_id: string
  item_index: number
  at: number
  input_tokens: number
  output_tokens: number
  /** 0 or 1 */
  estimated: number
  usd: number | null
}

/** A job that a step has given to another system; `job` is JSON of the step's kind. */
export type JobsTable = {
  step_run_id: string
  run_id: string
  job: string
}

export type SettingsTable = {
  name: string
  value: string
  updated_at: number
}

export type SecretsTable = {
  name: string
  sealed: string
  created_at: number
  updated_at: number
}

/** A run whose values hold an artifact. */
export type ArtifactRefsTable = {
  sha256: string
  run_id: string
}

/** A run that is gone for everybody, and whose rows are being removed. */
export type RemovalsTable = {
  run_id: string
  removed_at: number
}

/** A question to a person; JSON in evidence, value, value_schema, roles and answer. */
export type ApprovalsTable = {
  id: string
  run_id: string
  step_run_id: string
  step_id: string
  item_index: number
  attempt: number
  purpose: ApprovalPurpose
  question: string
  evidence: string | null
  value: string | null
  value_schema: string | null
  roles: string
  asked_at: number
  expires_at: number | null
  on_expiry: ExpiryAction
  on_reject: 'fail' | 'continue'
  status: ApprovalStatus
  answered_by: string | null
  answered_at: number | null
  comment: string
  answer: string | null
}

export type VectorCollectionsTable = {
  name: string
  dimensions: number
  metric: Metric
  created_at: number
}

export type VectorsTable = {
  collection: string
  id: string
  /** Float32, little-endian; of length one where the metric is cosine. */
  vector: Uint8Array
  payload: string
}
