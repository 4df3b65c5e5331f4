import type { AttemptStatus } from '../contract/attempt'
import type { RunStarter } from '../contract/run'
import type { RunStatus } from '../contract/run-status'
import type { SkipReason, StepStatus, WaitingReason } from '../contract/step'

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
  settings: SettingsTable
  secrets: SecretsTable
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
  last_seq: number
  last_log_seq: number
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
}

export type AttemptsTable = {
  step_run_id: string
  number: number
  run_id: string
  status: AttemptStatus
  queue: string
  priority: number
  available_at: number
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
