import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { isRunOver, OPEN_RUN_STATUSES } from '../../core/runs/run-state'
import type { RunCore } from '../../ports/records'
import type { NewRun } from '../../ports/write-stores'
import { encodeError, encodeJson, parentColumns, RUN_CORE_COLUMNS, toRunCore } from '../codecs'
import { isAmong } from '../columns'
import type { Outlet } from '../outlet'
import { prepare, prepareInsert, prepareUpdate } from '../prepared'
import type { RunsTable, Schema } from '../schema'

const NEW_COLUMNS = [
  'id',
  'external_id',
  'pipeline_id',
  'pipeline_name',
  'version_id',
  'version',
  'status',
  'started_by',
  'priority',
  'input',
  'input_hash',
  'idempotency_key',
  'error',
  'created_at',
  'started_at',
  'finished_at',
  'cancel_requested_at',
  'steps_total',
  'steps_open',
  'steps_active',
  'steps_failed',
  'on_failure_open',
  'paused_at',
  'group_name',
  'admitted_at',
  'last_seq',
  'parent_run_id',
  'parent_step_run_id',
  'parent_waits',
  'depth',
] as const

type NewColumn = (typeof NEW_COLUMNS)[number]
type CoreColumns = Partial<
  Pick<
    RunsTable,
    | 'status'
    | 'error'
    | 'started_at'
    | 'finished_at'
    | 'cancel_requested_at'
    | 'steps_open'
    | 'steps_active'
    | 'steps_failed'
    | 'on_failure_open'
    | 'paused_at'
    | 'admitted_at'
    | 'last_seq'
    | 'last_log_seq'
    | 'output'
  >
>

/** A run as the transaction sees it. */
interface Kept {
  core: RunCore
  /** As the database holds it. */
  stored: RunCore
  /** What else the database is to hold of a run that it does not know yet. */
  added: { readonly run: NewRun; readonly externalId: string } | null
  /** To be written; null leaves it as it is. */
  output: string | null
  /** The number of its last log line, and what the database holds of it. */
  lastLogSeq: number
  storedLogSeq: number
}

/** Open runs that are kept at hand: each is read once and written once a commit, however many transitions it goes through. */
const MOST_KEPT = 10_000

/**
 * The runs that transactions work on. What is changed stays here until `writeOut`; what was written stays known after
 * the commit, for nobody else writes. `forget` makes the database be read anew.
 */
export class RunRows {
  readonly #rows = new Map<string, Kept>()
  readonly #pending = new Set<Kept>()
  /** Those that are over, until that is durable. */
  readonly #over: string[] = []
  /** Those that came to be in this commit, the last one last: when there are too many, the first are the next to begin. */
  readonly #fresh: Kept[] = []
  readonly #read
  readonly #update
  /** Of a run that is over: events and log lines still come, such as a late result that is refused. */
  readonly #updateOver
  readonly #insert

  constructor(outlet: Outlet, database: Database.Database, kysely: Kysely<Schema>) {
    this.#read = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('runs').select([...RUN_CORE_COLUMNS, 'last_log_seq']).where('id', '=', params.id))
    this.#update = prepareUpdate(outlet, kysely, 'runs', {
      key: ['id'],
      // What has ended never changes.
      condition: isAmong('status', OPEN_RUN_STATUSES),
      missing: (id) => `The run ${String(id)} has ended in the database, and not in what is known of it.`,
    })
    this.#updateOver = prepareUpdate(outlet, kysely, 'runs', { key: ['id'] })
    this.#insert = prepareInsert(outlet, kysely, 'runs', NEW_COLUMNS)
  }

  /** A copy: what becomes of it counts once it is put back. */
  get(id: string): RunCore | null {
    const core = (this.#rows.get(id) ?? this.#load(id))?.core
    return core === undefined ? null : { ...core }
  }

  put(core: RunCore): void {
    const kept = this.#rows.get(core.id) ?? this.#load(core.id)
    if (kept === null) return
    kept.core = { ...core }
    this.#pending.add(kept)
  }

  setOutput(id: string, output: string | null): void {
    const kept = this.#rows.get(id) ?? this.#load(id)
    if (kept === null || output === null) return
    kept.output = output
    this.#pending.add(kept)
  }

  /** The numbers of so many more log lines; returns the last one, null when there is no such run. */
  reserveLogSeq(id: string, count: number): number | null {
    const kept = this.#rows.get(id) ?? this.#load(id)
    if (kept === null) return null
    kept.lastLogSeq += count
    this.#pending.add(kept)
    return kept.lastLogSeq
  }

  add(run: NewRun, externalId: string): void {
    const { id, versionId, priority, createdAt, parent, pipelineId, groupName } = run
    const none = { error: null, startedAt: null, finishedAt: null, cancelRequestedAt: null, pausedAt: null, admittedAt: null }
    const core: RunCore = {
      id,
      versionId,
      priority,
      createdAt,
      parent,
      pipelineId,
      groupName,
      status: 'queued',
      ...none,
      stepsOpen: run.stepsTotal,
      stepsActive: 0,
      stepsFailed: 0,
      onFailureOpen: run.onFailureTotal,
      lastSeq: 0,
    }
    const kept: Kept = { core, stored: core, added: { run, externalId }, output: null, lastLogSeq: 0, storedLogSeq: 0 }
    this.#rows.set(id, kept)
    this.#pending.add(kept)
  }

  /** For statements of others that look for runs: they find the new ones too. */
  insertAdded(): void {
    const rows = [...this.#pending].flatMap((kept) => (kept.added === null ? [] : [{ kept, added: kept.added }]))
    this.#insert(rows.map(({ kept, added }) => newRow(kept.core, added)))
    for (const { kept } of rows) {
      this.#settle(kept)
      if (kept.output !== null || kept.lastLogSeq > 0) this.#pending.add(kept)
    }
  }

  writeOut(): void {
    if (this.#pending.size === 0) return
    this.insertAdded()
    for (const kept of this.#pending) {
      const update = isRunOver(kept.stored.status) && kept.core.status === kept.stored.status ? this.#updateOver : this.#update
      update([kept.core.id], changedColumns(kept))
      kept.output = null
      kept.storedLogSeq = kept.lastLogSeq
      this.#settle(kept)
    }
  }

  settled(): void {
    for (const id of this.#over) {
      const kept = this.#rows.get(id)
      // One that was changed again meanwhile is over once more when that is written.
      if (kept !== undefined && !this.#pending.has(kept)) this.#rows.delete(id)
    }
    this.#over.length = 0
    for (let kept = this.#fresh.pop(); kept !== undefined && this.#rows.size > MOST_KEPT; kept = this.#fresh.pop()) if (!this.#pending.has(kept)) this.#rows.delete(kept.core.id)
    this.#fresh.length = 0
    for (const [id, kept] of this.#rows) {
      if (this.#rows.size <= MOST_KEPT) break
      if (!this.#pending.has(kept)) this.#rows.delete(id)
    }
  }

  #settle(kept: Kept): void {
    if (kept.added !== null) this.#fresh.push(kept)
    kept.added = null
    kept.stored = kept.core
    this.#pending.delete(kept)
    if (isRunOver(kept.core.status)) this.#over.push(kept.core.id)
  }

  forget(): void {
    this.#rows.clear()
    this.#pending.clear()
    this.#over.length = 0
    this.#fresh.length = 0
  }

  #load(id: string): Kept | null {
    const row = this.#read.get({ id })
    if (row === undefined) return null
    const core = toRunCore(row)
    const kept: Kept = { core, stored: core, added: null, output: null, lastLogSeq: row.last_log_seq, storedLogSeq: row.last_log_seq }
    this.#rows.set(id, kept)
    return kept
  }
}

function changedColumns({ core, stored, output, lastLogSeq, storedLogSeq }: Kept): CoreColumns {
  const changed: CoreColumns = { last_seq: core.lastSeq }
  if (core.status !== stored.status) changed.status = core.status
  if (core.error !== stored.error) changed.error = encodeError(core.error)
  if (core.startedAt !== stored.startedAt) changed.started_at = core.startedAt
  if (core.finishedAt !== stored.finishedAt) changed.finished_at = core.finishedAt
  if (core.cancelRequestedAt !== stored.cancelRequestedAt) changed.cancel_requested_at = core.cancelRequestedAt
  if (core.stepsOpen !== stored.stepsOpen) changed.steps_open = core.stepsOpen
  if (core.stepsActive !== stored.stepsActive) changed.steps_active = core.stepsActive
  if (core.stepsFailed !== stored.stepsFailed) changed.steps_failed = core.stepsFailed
  if (core.onFailureOpen !== stored.onFailureOpen) changed.on_failure_open = core.onFailureOpen
  if (core.pausedAt !== stored.pausedAt) changed.paused_at = core.pausedAt
  if (core.admittedAt !== stored.admittedAt) changed.admitted_at = core.admittedAt
  if (lastLogSeq !== storedLogSeq) changed.last_log_seq = lastLogSeq
  if (output !== null) changed.output = output
  return changed
}

const newRow = (core: RunCore, { run, externalId }: NonNullable<Kept['added']>): Pick<RunsTable, NewColumn> => ({
  id: core.id,
  external_id: externalId,
  pipeline_id: run.pipelineId,
  pipeline_name: run.pipelineName,
  version_id: run.versionId,
  version: run.version,
  status: core.status,
  started_by: run.startedBy,
  priority: run.priority,
  input: encodeJson(run.input),
  input_hash: run.inputHash,
  idempotency_key: run.idempotencyKey,
  error: encodeError(core.error),
  created_at: run.createdAt,
  started_at: core.startedAt,
  finished_at: core.finishedAt,
  cancel_requested_at: core.cancelRequestedAt,
  steps_total: run.stepsTotal,
  steps_open: core.stepsOpen,
  steps_active: core.stepsActive,
  steps_failed: core.stepsFailed,
  on_failure_open: core.onFailureOpen,
  paused_at: core.pausedAt,
  group_name: core.groupName,
  admitted_at: core.admittedAt,
  last_seq: core.lastSeq,
  ...parentColumns(run.parent),
})
