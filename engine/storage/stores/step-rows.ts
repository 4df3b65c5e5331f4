import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { MapState } from '../../core/runs/decisions'
import { isStepOver, OPEN_STEP_STATUSES } from '../../core/runs/step-state'
import type { NewStepRun, StepRunRecord } from '../../ports/records'
import { encodeError, encodeJson, fromItemIndex, STEP_RUN_COLUMNS, takenOver, toStepRun, type StepRunRow } from '../codecs'
import { isAmong } from '../columns'
import type { Outlet } from '../outlet'
import { prepare, prepareInsert, prepareUpdate } from '../prepared'
import type { Schema, StepRunsTable } from '../schema'
import type { ArtifactRefs } from './artifact-refs'

const NEW_COLUMNS = ['id', 'run_id', 'step_id', 'item_index', 'parent_id', 'kind', 'status', 'remaining_needs', 'attempt', 'started_at', 'item'] as const
type NewRow = Pick<StepRunsTable, (typeof NEW_COLUMNS)[number]>
type ValueColumns = Pick<StepRunsTable, 'input' | 'output'>
type ChangedColumns = Partial<Omit<StepRunRow, 'id' | 'run_id' | 'step_id' | 'item_index' | 'parent_id' | 'kind'> & ValueColumns>

/** A step run as the transaction sees it. */
interface Kept {
  step: StepRunRecord
  /** As the database holds it, or will when it was inserted. */
  stored: StepRunRecord
  readonly place: string
  /** Null when the database knows the step. */
  added: { readonly item: string | null } | null
  /** Values to write; null leaves them as they are. */
  input: string | null
  output: string | null
}

/** Open steps that are kept at hand: each is read once and written once a commit, however often it changes. */
const MOST_KEPT = 20_000
/** Steps that wait to be written: a commit that has so many takes in no more works. */
const MANY_PENDING = 1000
/** Of a single work: what is more is written before it has ended. */
const MOST_PENDING = 20_000

/**
 * The step runs that transactions work on. What is changed stays here until `writeOut`; what was written stays known
 * after the commit, for nobody else writes. `forget` makes the database be read anew.
 */
export class StepRows {
  readonly #byId = new Map<string, Kept>()
  /** By run, then by place: a key for all of it would have to be built and hashed each time. */
  readonly #byPlace = new Map<string, Map<string, Kept>>()
  readonly #pending = new Set<Kept>()
  /** Those that have ended, until that is durable. */
  readonly #over: Kept[] = []
  /** Those that came to be in this commit, the last one last: when there are too many, the first are the next to begin. */
  readonly #fresh: Kept[] = []
  readonly #readId
  readonly #readPlace
  readonly #readOutput
  readonly #update
  readonly #insert
  readonly #refs: ArtifactRefs

  constructor(outlet: Outlet, database: Database.Database, kysely: Kysely<Schema>, refs: ArtifactRefs) {
    this.#refs = refs
    this.#readId = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('id', '=', params.id))
    this.#readPlace = prepare(database, kysely, (db, params: { run_id: string; step_id: string; item_index: number }) =>
      db
        .selectFrom('step_runs')
        .select(STEP_RUN_COLUMNS)
        .where('run_id', '=', params.run_id)
        .where('step_id', '=', params.step_id)
        .where('item_index', '=', params.item_index),
    )
    this.#readOutput = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('step_runs').select(['output', 'reused_from']).where('id', '=', params.id))
    this.#update = prepareUpdate(outlet, kysely, 'step_runs', {
      key: ['id'],
      // What has ended never changes.
      condition: isAmong('status', OPEN_STEP_STATUSES),
      missing: (id) => `The step run ${String(id)} has ended in the database, and not in what is known of it.`,
    })
    this.#insert = prepareInsert(outlet, kysely, 'step_runs', NEW_COLUMNS)
  }

  withId(id: string): StepRunRecord | null {
    return (this.#byId.get(id) ?? this.#keep(this.#readId.get({ id })))?.step ?? null
  }

  at(runId: string, stepId: string, itemIndex: number | null): StepRunRecord | null {
    const index = fromItemIndex(itemIndex)
    const place = placeKey(stepId, index)
    return (this.#byPlace.get(runId)?.get(place) ?? this.#keep(this.#readPlace.get({ run_id: runId, step_id: stepId, item_index: index }), place))?.step ?? null
  }

  add({ item, ...added }: NewStepRun): void {
    const step = { ...UNBEGUN, ...added }
    const kept: Kept = { step, stored: step, place: placeOf(step), added: { item: item === undefined ? null : encodeJson(item) }, input: null, output: null }
    this.#remember(kept)
    this.#pend(kept)
  }

  /** False, and nothing changes, when the step has ended or is not there. */
  change(id: string, changes: Partial<StepRunRecord>, values: Partial<ValueColumns> = {}): boolean {
    const kept = this.#byId.get(id) ?? this.#keep(this.#readId.get({ id }))
    if (kept === null || isStepOver(kept.step.status)) return false
    kept.step = { ...kept.step, ...changes }
    kept.input = values.input ?? kept.input
    kept.output = values.output ?? kept.output
    this.#pend(kept)
    return true
  }

  /** What an ended step, which the database therefore has, gives out, which step run made it, and of what list. */
  outputOf(id: string): { readonly output: string | null; readonly madeBy: string; readonly map: MapState | null } | null {
    const row = this.#readOutput.get({ id })
    return row === undefined ? null : { output: takenOver(row.output, id), madeBy: row.reused_from ?? id, map: this.withId(id)?.map ?? null }
  }

  get isFull(): boolean {
    return this.#pending.size >= MANY_PENDING
  }

  writeOut(): void {
    if (this.#pending.size === 0) return
    const added: NewRow[] = []
    for (const kept of this.#pending) if (kept.added !== null) added.push(newRow(kept.step, kept.added.item))
    this.#insert(added)
    for (const kept of this.#pending) {
      const changed = changedColumns(kept)
      if (changed !== null) this.#update([kept.step.id], changed)
      this.#refs.note(kept.step.runId, kept.input)
      this.#refs.note(kept.step.runId, kept.output)
      if (kept.added !== null) this.#fresh.push(kept)
      kept.stored = kept.step
      kept.added = null
      kept.input = null
      kept.output = null
      if (isStepOver(kept.step.status)) this.#over.push(kept)
    }
    this.#pending.clear()
  }

  settled(): void {
    for (const kept of this.#over) this.#drop(kept)
    this.#over.length = 0
    for (let kept = this.#fresh.pop(); kept !== undefined && this.#byId.size > MOST_KEPT; kept = this.#fresh.pop()) if (!this.#pending.has(kept)) this.#drop(kept)
    this.#fresh.length = 0
    for (const kept of this.#byId.values()) {
      if (this.#byId.size <= MOST_KEPT) break
      if (!this.#pending.has(kept)) this.#drop(kept)
    }
  }

  forget(): void {
    this.#byId.clear()
    this.#byPlace.clear()
    this.#pending.clear()
    this.#over.length = 0
    this.#fresh.length = 0
  }

  #pend(kept: Kept): void {
    this.#pending.add(kept)
    if (this.#pending.size >= MOST_PENDING) this.writeOut()
  }

  #keep(row: StepRunRow | undefined, place?: string): Kept | null {
    if (row === undefined) return null
    const step = toStepRun(row)
    const kept: Kept = { step, stored: step, place: place ?? placeOf(step), added: null, input: null, output: null }
    this.#remember(kept)
    return kept
  }

  #remember(kept: Kept): void {
    this.#byId.set(kept.step.id, kept)
    const places = this.#byPlace.get(kept.step.runId)
    if (places === undefined) this.#byPlace.set(kept.step.runId, new Map([[kept.place, kept]]))
    else places.set(kept.place, kept)
  }

  #drop({ step, place }: Kept): void {
    this.#byId.delete(step.id)
    const places = this.#byPlace.get(step.runId)
    places?.delete(place)
    if (places?.size === 0) this.#byPlace.delete(step.runId)
  }
}

/** Names of steps have no blanks. */
const placeKey = (stepId: string, index: number): string => (index < 0 ? stepId : `${index} ${stepId}`)
const placeOf = ({ stepId, itemIndex }: StepRunRecord): string => placeKey(stepId, fromItemIndex(itemIndex))

const UNBEGUN = {
  status: 'pending',
  waitingReason: null,
  wakeAt: null,
  skipReason: null,
  unmetNeeds: 0,
  failedNeeds: 0,
  attempt: 0,
  lostAttempts: 0,
  map: null,
  reusedFrom: null,
  error: null,
  startedAt: null,
  finishedAt: null,
} as const satisfies Partial<StepRunRecord>

const newRow = (step: StepRunRecord, item: string | null): NewRow => ({
  id: step.id,
  run_id: step.runId,
  step_id: step.stepId,
  item_index: fromItemIndex(step.itemIndex),
  parent_id: step.parentId,
  kind: step.kind,
  status: insertedStatus(step),
  remaining_needs: step.remainingNeeds,
  attempt: step.attempt,
  started_at: step.startedAt,
  item,
})

/** What has ended is told by the update that follows: it holds what came of the step, and changes only what is open. */
const insertedStatus = ({ status }: StepRunRecord) => (isStepOver(status) ? UNBEGUN.status : status)

/** A new row has what `newRow` says, and for the rest what it began with. */
const insertedAs = ({ step, stored }: Kept): StepRunRecord => ({
  ...stored,
  status: insertedStatus(step),
  remainingNeeds: step.remainingNeeds,
  attempt: step.attempt,
  startedAt: step.startedAt,
})

/** Null when the row is as it should be. */
function changedColumns(kept: Kept): ChangedColumns | null {
  const { step, input, output } = kept
  const changed: ChangedColumns = {}
  if (step !== kept.stored) {
    const stored = kept.added === null ? kept.stored : insertedAs(kept)
    if (step.status !== stored.status) changed.status = step.status
    if (step.waitingReason !== stored.waitingReason) changed.waiting_reason = step.waitingReason
    if (step.wakeAt !== stored.wakeAt) changed.wake_at = step.wakeAt
    if (step.skipReason !== stored.skipReason) changed.skip_reason = step.skipReason
    if (step.remainingNeeds !== stored.remainingNeeds) changed.remaining_needs = step.remainingNeeds
    if (step.unmetNeeds !== stored.unmetNeeds) changed.unmet_needs = step.unmetNeeds
    if (step.failedNeeds !== stored.failedNeeds) changed.failed_needs = step.failedNeeds
    if (step.attempt !== stored.attempt) changed.attempt = step.attempt
    if (step.lostAttempts !== stored.lostAttempts) changed.lost_attempts = step.lostAttempts
    if (step.map !== null && step.map !== stored.map) Object.assign(changed, mapColumns(step.map))
    if (step.reusedFrom !== stored.reusedFrom) changed.reused_from = step.reusedFrom
    if (step.error !== stored.error) changed.error = encodeError(step.error)
    if (step.startedAt !== stored.startedAt) changed.started_at = step.startedAt
    if (step.finishedAt !== stored.finishedAt) changed.finished_at = step.finishedAt
  }
  if (input !== null) changed.input = input
  if (output !== null) changed.output = output
  return Object.keys(changed).length === 0 ? null : changed
}

const mapColumns = (map: MapState): ChangedColumns => ({
  map_total: map.total,
  map_next: map.next,
  map_open: map.open,
  map_done: map.done,
  map_failed: map.failed,
  map_reused: map.reused,
})
