import * as z from 'zod'
import { json } from './json'

/**
 * Every code that Signalbox answers with: HTTP status, whose problem it is, and whether trying the same again can help.
 * `user`: show the sentence, the person can mend it. `operational`: the surroundings failed. `bug`: ours, to be reported.
 * docs/errors.md explains each one and is compared with this table by a test.
 */
export const ERRORS = {
  pipeline_invalid: { status: 422, problem: 'user', retryable: false },
  import_not_recognised: { status: 422, problem: 'user', retryable: false },
  pipeline_not_found: { status: 404, problem: 'user', retryable: false },
  pipeline_conflict: { status: 409, problem: 'user', retryable: false },
  run_not_found: { status: 404, problem: 'user', retryable: false },
  run_already_finished: { status: 409, problem: 'user', retryable: false },
  run_skipped: { status: 409, problem: 'user', retryable: false },
  run_not_finished: { status: 409, problem: 'user', retryable: false },
  nothing_to_run: { status: 409, problem: 'user', retryable: false },
  dead_letter_not_found: { status: 404, problem: 'user', retryable: false },
  dead_letter_closed: { status: 409, problem: 'user', retryable: false },
  step_run_not_found: { status: 404, problem: 'user', retryable: false },
  artifact_not_found: { status: 404, problem: 'user', retryable: false },
  file_not_found: { status: 404, problem: 'user', retryable: false },
  file_unreadable: { status: 403, problem: 'user', retryable: false },
  file_unwritable: { status: 403, problem: 'user', retryable: false },
  file_exists: { status: 409, problem: 'user', retryable: false },
  file_too_large: { status: 413, problem: 'user', retryable: false },
  object_not_found: { status: 404, problem: 'user', retryable: false },
  object_exists: { status: 409, problem: 'user', retryable: false },
  path_outside_root: { status: 403, problem: 'user', retryable: false },
  input_invalid: { status: 422, problem: 'user', retryable: false },
  request_invalid: { status: 400, problem: 'user', retryable: false },
  request_too_large: { status: 413, problem: 'user', retryable: false },
  route_not_found: { status: 404, problem: 'user', retryable: false },
  method_not_allowed: { status: 405, problem: 'user', retryable: false },
  too_many_requests: { status: 429, problem: 'operational', retryable: true },
  idempotency_conflict: { status: 409, problem: 'user', retryable: false },
  unauthorized: { status: 401, problem: 'user', retryable: false },
  forbidden: { status: 403, problem: 'user', retryable: false },
  protocol_mismatch: { status: 426, problem: 'user', retryable: false },
  expression_failed: { status: 422, problem: 'user', retryable: false },
  step_config_invalid: { status: 422, problem: 'user', retryable: false },
  step_failed: { status: 422, problem: 'user', retryable: false },
  items_failed: { status: 422, problem: 'user', retryable: false },
  validation_failed: { status: 422, problem: 'user', retryable: false },
  output_too_large: { status: 413, problem: 'user', retryable: false },
  parse_failed: { status: 422, problem: 'user', retryable: false },
  command_not_found: { status: 422, problem: 'user', retryable: false },
  command_failed: { status: 422, problem: 'user', retryable: false },
  script_failed: { status: 422, problem: 'user', retryable: false },
  script_out_of_memory: { status: 422, problem: 'user', retryable: false },
  script_out_of_time: { status: 422, problem: 'user', retryable: false },
  connection_failed: { status: 502, problem: 'operational', retryable: true },
  address_refused: { status: 403, problem: 'user', retryable: false },
  http_failed: { status: 502, problem: 'user', retryable: false },
  http_unavailable: { status: 503, problem: 'operational', retryable: true },
  response_invalid: { status: 502, problem: 'operational', retryable: false },
  response_too_large: { status: 502, problem: 'user', retryable: false },
  model_not_found: { status: 404, problem: 'user', retryable: false },
  model_refused: { status: 502, problem: 'user', retryable: false },
  model_unavailable: { status: 503, problem: 'operational', retryable: true },
  model_reply_cut: { status: 502, problem: 'operational', retryable: true },
  model_reply_invalid: { status: 502, problem: 'operational', retryable: false },
  collection_not_found: { status: 404, problem: 'user', retryable: false },
  queue_not_found: { status: 404, problem: 'user', retryable: false },
  queue_in_use: { status: 409, problem: 'user', retryable: false },
  service_not_found: { status: 404, problem: 'user', retryable: false },
  secret_not_found: { status: 404, problem: 'user', retryable: false },
  vault_locked: { status: 423, problem: 'user', retryable: false },
  notify_failed: { status: 502, problem: 'operational', retryable: true },
  timeout: { status: 504, problem: 'operational', retryable: true },
  cancelled: { status: 409, problem: 'user', retryable: false },
  worker_lost: { status: 500, problem: 'operational', retryable: true },
  child_failed: { status: 422, problem: 'user', retryable: false },
  runs_too_deep: { status: 422, problem: 'user', retryable: false },
  waits_for_itself: { status: 409, problem: 'user', retryable: false },
  approval_not_found: { status: 404, problem: 'user', retryable: false },
  approval_already_answered: { status: 409, problem: 'user', retryable: false },
  approval_expired: { status: 409, problem: 'user', retryable: false },
  approval_withdrawn: { status: 409, problem: 'user', retryable: false },
  approval_rejected: { status: 422, problem: 'user', retryable: false },
  lease_lost: { status: 409, problem: 'operational', retryable: false },
  storage_full: { status: 503, problem: 'operational', retryable: true },
  storage_failed: { status: 503, problem: 'operational', retryable: true },
  storage_busy: { status: 503, problem: 'operational', retryable: true },
  storage_corrupt: { status: 500, problem: 'operational', retryable: false },
  data_folder_unusable: { status: 500, problem: 'user', retryable: false },
  address_in_use: { status: 409, problem: 'user', retryable: false },
  data_folder_in_use: { status: 409, problem: 'user', retryable: false },
  database_newer: { status: 500, problem: 'user', retryable: false },
  sqlite_too_old: { status: 500, problem: 'operational', retryable: false },
  engine_unavailable: { status: 503, problem: 'operational', retryable: true },
  engine_stopping: { status: 503, problem: 'operational', retryable: true },
  unexpected: { status: 500, problem: 'bug', retryable: false },
} as const satisfies Record<string, ErrorRow>

export interface ErrorRow {
  readonly status: number
  readonly problem: 'user' | 'operational' | 'bug'
  readonly retryable: boolean
}

export type ErrorCode = keyof typeof ERRORS

export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(ERRORS, code)

/** A failure as it is stored with a run, a step or an attempt, and shown to people. */
export const errorInfo = z.object({
  code: z.enum(ERROR_CODES),
  /** A plain sentence: what happened, to what, and where possible what to do. */
  message: z.string(),
  details: z.record(z.string(), json).optional(),
})
export type ErrorInfo = z.infer<typeof errorInfo>
