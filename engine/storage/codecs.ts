import type { ErrorInfo } from '../contract/errors'
import type { RunEvent } from '../contract/events'
import type { Json, JsonObject } from '../contract/json'
import type { PipelineSpec } from '../core/pipelines/spec'
import type { AttemptRecord, PipelineRecord, PipelineVersionRecord, RunCore, RunRecord, SealedSecret, StepRunRecord, StoredValue } from '../ports/records'
import type { AttemptsTable, PipelinesTable, PipelineVersionsTable, RunEventsTable, RunsTable, SecretsTable, StepRunsTable } from './schema'

/*
 * Between rows and records. What these columns hold was written by this file's other half, in a database that only the
 * engine opens: parsing trusts it, so the casts from JSON stand here and nowhere else.
 */

const NO_ITEM = -1

export const toItemIndex = (column: number): number | null => (column === NO_ITEM ? null : column)
export const fromItemIndex = (index: number | null): number => index ?? NO_ITEM

export const encodeJson = (value: Json): string => JSON.stringify(value)
export const decodeJson = (column: string): Json => JSON.parse(column) as Json
export const decodeObject = (column: string): JsonObject => JSON.parse(column) as JsonObject

export const encodeError = (error: ErrorInfo | null): string | null => (error === null ? null : JSON.stringify(error))
export const decodeError = (column: string | null): ErrorInfo | null => (column === null ? null : (JSON.parse(column) as ErrorInfo))

/** `v` a value as it is, `a` a reference to an artifact, `i` a mapped step's items: one letter ahead of the JSON. */
export function encodeValue(value: StoredValue): string | null {
  switch (value.kind) {
    case 'none':
      return null
    case 'json':
      return `v${JSON.stringify(value.value)}`
    case 'artifact':
      return `a${JSON.stringify([value.sha256, value.bytes, value.preview])}`
    case 'items':
      return `i${value.count}`
  }
}

export function decodeValue(column: string | null): StoredValue {
  if (column === null) return { kind: 'none' }
  const body = column.slice(1)
  if (column.startsWith('v')) return { kind: 'json', value: JSON.parse(body) as Json }
  if (column.startsWith('i')) return { kind: 'items', count: Number(body) }
  const [sha256, bytes, preview] = JSON.parse(body) as [string, number, string]
  return { kind: 'artifact', sha256, bytes, preview }
}

/** What an event does not hold when it is written without; most have none of it, and there are several a step. */
const ABSENT = {
  'run.changed': { error: null },
  'run.cancel_requested': {},
  'step.changed': { itemIndex: null, waiting: null, skipReason: null, error: null, items: null, lost: false },
  'usage.recorded': { itemIndex: null },
  'result.refused': { itemIndex: null },
} as const satisfies { readonly [Type in RunEvent['type']]: Partial<Extract<RunEvent, { type: Type }>> }

/** What is absent becomes undefined, which JSON leaves out. */
export const encodeEvent = (event: RunEvent): string => JSON.stringify(presentOf(event))

function presentOf(event: RunEvent): object {
  switch (event.type) {
    case 'step.changed': {
      const { stepRunId, stepId, status, attempt, itemIndex, waiting, skipReason, error, items, lost } = event
      const rare = { waiting: waiting ?? undefined, skipReason: skipReason ?? undefined, error: error ?? undefined, items: items ?? undefined, lost: lost || undefined }
      return { stepRunId, stepId, status, attempt, itemIndex: itemIndex ?? undefined, ...rare }
    }
    case 'run.changed':
      return { status: event.status, error: event.error ?? undefined }
    default:
      return { ...event, seq: undefined, at: undefined, type: undefined }
  }
}

export const decodeEvent = ({ seq, at, type, payload }: Omit<RunEventsTable, 'run_id'>): RunEvent => {
  const kind = type as RunEvent['type']
  return { ...ABSENT[kind], ...(JSON.parse(payload) as object), seq, at, type: kind } as RunEvent
}

export const toPipeline = (row: PipelinesTable): PipelineRecord => ({
  id: row.id,
  name: row.name,
  description: row.description,
  currentVersion: row.current_version,
  folder: row.folder,
  stepsTotal: row.steps_total,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const toPipelineVersion = (row: PipelineVersionsTable): PipelineVersionRecord => ({
  id: row.id,
  pipelineId: row.pipeline_id,
  number: row.number,
  text: row.text,
  spec: JSON.parse(row.spec) as PipelineSpec,
  hash: row.hash,
  folder: row.folder,
  createdAt: row.created_at,
})

export const toRun = (row: RunsTable): RunRecord => ({
  id: row.id,
  externalId: row.external_id,
  pipelineId: row.pipeline_id,
  pipelineName: row.pipeline_name,
  versionId: row.version_id,
  version: row.version,
  status: row.status,
  startedBy: row.started_by,
  priority: row.priority,
  input: decodeObject(row.input),
  output: decodeValue(row.output),
  error: decodeError(row.error),
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  cancelRequestedAt: row.cancel_requested_at,
  stepsTotal: row.steps_total,
  stepsOpen: row.steps_open,
  stepsActive: row.steps_active,
  stepsFailed: row.steps_failed,
  lastSeq: row.last_seq,
  lastLogSeq: row.last_log_seq,
})

export const RUN_CORE_COLUMNS = ['id', 'version_id', 'priority', 'created_at', 'status', 'error', 'started_at', 'finished_at', 'cancel_requested_at', 'steps_open', 'steps_active', 'steps_failed', 'last_seq'] as const

export const toRunCore = (row: Pick<RunsTable, (typeof RUN_CORE_COLUMNS)[number]>): RunCore => ({
  id: row.id,
  versionId: row.version_id,
  priority: row.priority,
  createdAt: row.created_at,
  status: row.status,
  error: decodeError(row.error),
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  cancelRequestedAt: row.cancel_requested_at,
  stepsOpen: row.steps_open,
  stepsActive: row.steps_active,
  stepsFailed: row.steps_failed,
  lastSeq: row.last_seq,
})

/** Everything of a step run but its values, which may be large. */
export const STEP_RUN_COLUMNS = [
  'id',
  'run_id',
  'step_id',
  'item_index',
  'parent_id',
  'kind',
  'status',
  'waiting_reason',
  'wake_at',
  'skip_reason',
  'remaining_needs',
  'unmet_needs',
  'failed_needs',
  'attempt',
  'lost_attempts',
  'map_total',
  'map_next',
  'map_open',
  'map_done',
  'map_failed',
  'error',
  'started_at',
  'finished_at',
] as const

export type StepRunRow = Pick<StepRunsTable, (typeof STEP_RUN_COLUMNS)[number]>

export const toStepRun = (row: StepRunRow): StepRunRecord => ({
  id: row.id,
  runId: row.run_id,
  stepId: row.step_id,
  itemIndex: toItemIndex(row.item_index),
  parentId: row.parent_id,
  kind: row.kind,
  status: row.status,
  waitingReason: row.waiting_reason,
  wakeAt: row.wake_at,
  skipReason: row.skip_reason,
  remainingNeeds: row.remaining_needs,
  unmetNeeds: row.unmet_needs,
  failedNeeds: row.failed_needs,
  attempt: row.attempt,
  lostAttempts: row.lost_attempts,
  map: row.map_total === null ? null : { total: row.map_total, next: row.map_next, open: row.map_open, done: row.map_done, failed: row.map_failed },
  error: decodeError(row.error),
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})

export const toAttempt = (row: AttemptsTable): AttemptRecord => ({
  stepRunId: row.step_run_id,
  number: row.number,
  runId: row.run_id,
  status: row.status,
  queue: row.queue,
  priority: row.priority,
  availableAt: row.available_at,
  leaseOwner: row.lease_owner,
  leaseExpiresAt: row.lease_expires_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  error: decodeError(row.error),
})

export const toSecret = (row: SecretsTable): SealedSecret => ({ name: row.name, sealed: row.sealed, createdAt: row.created_at, updatedAt: row.updated_at })
