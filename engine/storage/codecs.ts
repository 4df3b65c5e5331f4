import type { ApprovalRole } from '../contract/approval'
import type { ErrorInfo } from '../contract/errors'
import type { RunEvent } from '../contract/events'
import type { Json, JsonObject } from '../contract/json'
import type { PipelineSpec, StepSpec } from '../core/pipelines/spec'
import type { ApprovalLine, ApprovalRecord, AttemptRecord, PipelineRecord, PipelineVersionRecord, RunCore, RunParentKey, RunRecord, SealedSecret, StepRunRecord, StoredValue } from '../ports/records'
import type { ApprovalsTable, AttemptsTable, PipelineVersionsTable, PipelinesTable, RunEventsTable, RunsTable, SecretsTable, StepRunsTable } from './schema'

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

/** `v` a value as it is, `a` a reference to an artifact, `i` a mapped step's items, `c` an artifact that a child run gave out: one letter ahead of the JSON. */
export function encodeValue(value: StoredValue): string | null {
  switch (value.kind) {
    case 'none':
      return null
    case 'json':
      return `v${JSON.stringify(value.value)}`
    case 'artifact':
      return `a${JSON.stringify([value.sha256, value.bytes, value.preview])}`
    case 'items':
      return value.from === null ? `i${value.count}` : `i${value.count} ${value.from}`
    case 'child':
      return `c${JSON.stringify([value.sha256, value.bytes, value.preview, value.runId, value.externalId])}`
  }
}

/** The artifact that an encoded value refers to, if it does; without reading the rest of it. */
export const artifactOf = (encoded: string | null): string | null => (encoded?.startsWith('a') === true || encoded?.startsWith('c') === true ? encoded.slice(3, 67) : null)

export function decodeValue(column: string | null): StoredValue {
  if (column === null) return { kind: 'none' }
  const body = column.slice(1)
  if (column.startsWith('v')) return { kind: 'json', value: JSON.parse(body) as Json }
  if (column.startsWith('i')) {
    const [count, from = null] = body.split(' ')
    return { kind: 'items', count: Number(count), from }
  }
  if (column.startsWith('c')) {
    const [sha256, bytes, preview, runId, externalId] = JSON.parse(body) as [string, number, string, string, string]
    return { kind: 'child', sha256, bytes, preview, runId, externalId }
  }
  const [sha256, bytes, preview] = JSON.parse(body) as [string, number, string]
  return { kind: 'artifact', sha256, bytes, preview }
}

/** An encoded value as another step run gives it out: one that is joined from items names whose they are. */
export const takenOver = (encoded: string | null, stepRunId: string): string | null => (encoded?.startsWith('i') === true && !encoded.includes(' ') ? `${encoded} ${stepRunId}` : encoded)

/** What an event does not hold when it is written without; most have none of it, and there are several a step. */
const ABSENT = {
  'run.changed': { error: null },
  'run.cancel_requested': {},
  'run.paused': {},
  'run.resumed': {},
  'step.changed': { itemIndex: null, waiting: null, skipReason: null, error: null, items: null, lost: false, reusedFrom: null, reusedItems: null },
  'usage.recorded': { itemIndex: null },
  'result.refused': { itemIndex: null },
  'approval.asked': { itemIndex: null },
  'approval.answered': { itemIndex: null },
} as const satisfies { readonly [Type in RunEvent['type']]: Partial<Extract<RunEvent, { type: Type }>> }

/** What is absent becomes undefined, which JSON leaves out. */
export const encodeEvent = (event: RunEvent): string => JSON.stringify(presentOf(event))

function presentOf(event: RunEvent): object {
  switch (event.type) {
    case 'step.changed': {
      const { stepRunId, stepId, status, attempt, itemIndex, waiting, skipReason, error, items, lost, reusedFrom, reusedItems } = event
      const isUsual = waiting === null && skipReason === null && error === null && items === null && !lost && reusedFrom === null && reusedItems === null
      if (isUsual) return itemIndex === null ? { stepRunId, stepId, status, attempt } : { stepRunId, stepId, status, attempt, itemIndex }
      const rare = {
        waiting: waiting ?? undefined,
        skipReason: skipReason ?? undefined,
        error: error ?? undefined,
        items: items ?? undefined,
        lost: lost || undefined,
        reusedFrom: reusedFrom ?? undefined,
        reusedItems: reusedItems ?? undefined,
      }
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

/** What a version that was stored before these keys came says with them. */
const LATER_KEYS = { onFailure: [], concurrency: null } as const satisfies Partial<PipelineSpec>

/** The same of a step. */
const LATER_STEP_KEYS = { cache: null } as const satisfies Partial<StepSpec>

export function decodeSpec(column: string): PipelineSpec {
  const spec = { ...LATER_KEYS, ...(JSON.parse(column) as PipelineSpec) }
  const withLaterKeys = (steps: readonly StepSpec[]) => steps.map((step): StepSpec => ({ ...LATER_STEP_KEYS, ...step }))
  return { ...spec, steps: withLaterKeys(spec.steps), onFailure: withLaterKeys(spec.onFailure) }
}

export const toPipelineVersion = (row: PipelineVersionsTable): PipelineVersionRecord => ({
  id: row.id,
  pipelineId: row.pipeline_id,
  number: row.number,
  text: row.text,
  spec: decodeSpec(row.spec),
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
  onFailureOpen: row.on_failure_open,
  pausedAt: row.paused_at,
  groupName: row.group_name,
  admittedAt: row.admitted_at,
  lastSeq: row.last_seq,
  lastLogSeq: row.last_log_seq,
  origin: row.origin_run_id === null || row.origin === null ? null : { runId: row.origin_run_id, kind: row.origin },
  noCache: row.no_cache === 1,
  rerunFrom: row.rerun_from,
  parent: toParent(row),
})

type ParentColumns = Pick<RunsTable, 'parent_run_id' | 'parent_step_run_id' | 'parent_waits' | 'depth'>

const toParent = (row: ParentColumns): RunParentKey | null =>
  row.parent_run_id === null || row.parent_step_run_id === null
    ? null
    : { runId: row.parent_run_id, stepRunId: row.parent_step_run_id, waits: row.parent_waits === 1, depth: row.depth }

export const parentColumns = (parent: RunParentKey | null): ParentColumns => ({
  parent_run_id: parent?.runId ?? null,
  parent_step_run_id: parent?.stepRunId ?? null,
  parent_waits: parent?.waits === true ? 1 : 0,
  depth: parent?.depth ?? 0,
})

export const RUN_CORE_COLUMNS = ['id', 'version_id', 'priority', 'created_at', 'status', 'error', 'started_at', 'finished_at', 'cancel_requested_at', 'steps_open', 'steps_active', 'steps_failed', 'on_failure_open', 'paused_at', 'pipeline_id', 'group_name', 'admitted_at', 'last_seq', 'parent_run_id', 'parent_step_run_id', 'parent_waits', 'depth'] as const

export const toRunCore = (row: Pick<RunsTable, (typeof RUN_CORE_COLUMNS)[number]>): RunCore => ({
  id: row.id,
  versionId: row.version_id,
  priority: row.priority,
  createdAt: row.created_at,
  parent: toParent(row),
  status: row.status,
  error: decodeError(row.error),
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  cancelRequestedAt: row.cancel_requested_at,
  stepsOpen: row.steps_open,
  stepsActive: row.steps_active,
  stepsFailed: row.steps_failed,
  onFailureOpen: row.on_failure_open,
  pausedAt: row.paused_at,
  pipelineId: row.pipeline_id,
  groupName: row.group_name,
  admittedAt: row.admitted_at,
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
  'map_reused',
  'reused_from',
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
  map: row.map_total === null ? null : { total: row.map_total, next: row.map_next, open: row.map_open, done: row.map_done, failed: row.map_failed, reused: row.map_reused },
  reusedFrom: row.reused_from,
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
  turn: row.turn,
  lane: row.lane,
  leaseOwner: row.lease_owner,
  leaseExpiresAt: row.lease_expires_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  error: decodeError(row.error),
})

export const toSecret = (row: SecretsTable): SealedSecret => ({ name: row.name, sealed: row.sealed, createdAt: row.created_at, updatedAt: row.updated_at })

/** A row without what may be large. */
type ApprovalLineRow = Omit<ApprovalsTable, 'evidence' | 'value' | 'value_schema' | 'answer' | 'on_reject'>

const approvalLine = (row: ApprovalLineRow) => ({
  id: row.id,
  runId: row.run_id,
  stepRunId: row.step_run_id,
  stepId: row.step_id,
  itemIndex: toItemIndex(row.item_index),
  attempt: row.attempt,
  purpose: row.purpose,
  question: row.question,
  roles: JSON.parse(row.roles) as readonly ApprovalRole[],
  askedAt: row.asked_at,
  expiresAt: row.expires_at,
  onExpiry: row.on_expiry,
  status: row.status,
  answeredBy: row.answered_by,
  answeredAt: row.answered_at,
  comment: row.comment,
})

export const toApprovalLine = (row: ApprovalLineRow & Pick<RunsTable, 'external_id' | 'pipeline_name'>): ApprovalLine => ({
  ...approvalLine(row),
  externalId: row.external_id,
  pipelineName: row.pipeline_name,
})

const decodeNullable = (column: string | null): Json => (column === null ? null : decodeJson(column))

export const toApproval = (row: ApprovalsTable): ApprovalRecord => ({
  ...approvalLine(row),
  evidence: decodeNullable(row.evidence),
  value: decodeNullable(row.value),
  valueSchema: row.value_schema === null ? null : (JSON.parse(row.value_schema) as JsonObject | boolean),
  onReject: row.on_reject,
  answer: decodeNullable(row.answer),
})

const encodeNullable = (value: Json): string | null => (value === null ? null : encodeJson(value))

export const approvalRow = (approval: ApprovalRecord): ApprovalsTable => ({
  id: approval.id,
  run_id: approval.runId,
  step_run_id: approval.stepRunId,
  step_id: approval.stepId,
  item_index: fromItemIndex(approval.itemIndex),
  attempt: approval.attempt,
  purpose: approval.purpose,
  question: approval.question,
  evidence: encodeNullable(approval.evidence),
  value: encodeNullable(approval.value),
  value_schema: encodeNullable(approval.valueSchema),
  roles: JSON.stringify(approval.roles),
  asked_at: approval.askedAt,
  expires_at: approval.expiresAt,
  on_expiry: approval.onExpiry,
  on_reject: approval.onReject,
  status: approval.status,
  answered_by: approval.answeredBy,
  answered_at: approval.answeredAt,
  comment: approval.comment,
  answer: encodeNullable(approval.answer),
})
