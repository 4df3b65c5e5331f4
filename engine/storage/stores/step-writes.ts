import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { StepStatus } from '../../contract/step'
import { OPEN_STEP_STATUSES } from '../../core/runs/step-state'
import type { StepWrites } from '../../ports/write-stores'
import { encodeError, encodeJson, encodeValue, fromItemIndex, STEP_RUN_COLUMNS, toStepRun } from '../codecs'
import { prepare } from '../prepared'
import type { Schema, StepRunsTable } from '../schema'

type NewStepRow = Pick<StepRunsTable, 'id' | 'run_id' | 'step_id' | 'item_index' | 'parent_id' | 'kind' | 'remaining_needs' | 'item'>
type ChangeRow = Pick<StepRunsTable, 'id' | 'status' | 'waiting_reason' | 'wake_at' | 'attempt' | 'lost_attempts' | 'error' | 'started_at'>
type EndRow = Pick<StepRunsTable, 'id' | 'status' | 'skip_reason' | 'error' | 'finished_at' | 'input' | 'output'>
type MapRow = Pick<StepRunsTable, 'id' | 'map_total' | 'map_next' | 'map_open' | 'map_done' | 'map_failed'>

/** Not ended and not at work: what a cancel ends without asking a worker. */
const IDLE: readonly StepStatus[] = ['pending', 'ready', 'waiting']

const open = sql<boolean>`status in (${sql.join(OPEN_STEP_STATUSES.map((status) => sql.lit(status)))})`
const idle = sql<boolean>`status in (${sql.join(IDLE.map((status) => sql.lit(status)))})`

export function createStepWrites(database: Database.Database, kysely: Kysely<Schema>): StepWrites {
  const insert = prepare(database, kysely, (db, params: NewStepRow) =>
    db.insertInto('step_runs').values({
      id: params.id,
      run_id: params.run_id,
      step_id: params.step_id,
      item_index: params.item_index,
      parent_id: params.parent_id,
      kind: params.kind,
      status: 'pending',
      remaining_needs: params.remaining_needs,
      unmet_needs: 0,
      failed_needs: 0,
      attempt: 0,
      lost_attempts: 0,
      map_next: 0,
      map_open: 0,
      map_done: 0,
      map_failed: 0,
      item: params.item,
    }),
  )
  const byId = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('id', '=', params.id))
  const atPlace = prepare(database, kysely, (db, params: { run_id: string; step_id: string; item_index: number }) =>
    db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('run_id', '=', params.run_id).where('step_id', '=', params.step_id).where('item_index', '=', params.item_index),
  )
  const change = prepare(database, kysely, (db, params: ChangeRow) =>
    db
      .updateTable('step_runs')
      .set((e) => ({
        status: params.status,
        waiting_reason: params.waiting_reason,
        wake_at: params.wake_at,
        attempt: params.attempt,
        lost_attempts: params.lost_attempts,
        error: params.error,
        started_at: e.fn.coalesce('started_at', e.val(params.started_at)),
      }))
      .where('id', '=', params.id)
      .where(open),
  )
  const begin = prepare(database, kysely, (db, params: { id: string; at: number }) =>
    db
      .updateTable('step_runs')
      .set((e) => ({ status: sql.lit('running' as const), waiting_reason: null, wake_at: null, started_at: e.fn.coalesce('started_at', e.val(params.at)) }))
      .where('id', '=', params.id)
      .where(open)
      .returning(STEP_RUN_COLUMNS),
  )
  const end = prepare(database, kysely, (db, params: EndRow) =>
    db
      .updateTable('step_runs')
      .set((e) => ({
        status: params.status,
        waiting_reason: null,
        wake_at: null,
        skip_reason: params.skip_reason,
        error: params.error,
        finished_at: params.finished_at,
        input: e.fn.coalesce(e.val(params.input), 'input'),
        output: e.fn.coalesce(e.val(params.output), 'output'),
      }))
      .where('id', '=', params.id)
      .where(open),
  )
  const setOutput = prepare(database, kysely, (db, params: { id: string; output: string | null }) => db.updateTable('step_runs').set({ output: params.output }).where('id', '=', params.id))
  const setInput = prepare(database, kysely, (db, params: { id: string; input: string | null }) => db.updateTable('step_runs').set({ input: params.input }).where('id', '=', params.id))
  const setMap = prepare(database, kysely, (db, params: MapRow) =>
    db
      .updateTable('step_runs')
      .set({ map_total: params.map_total, map_next: params.map_next, map_open: params.map_open, map_done: params.map_done, map_failed: params.map_failed })
      .where('id', '=', params.id),
  )
  const setNeeds = prepare(database, kysely, (db, params: { id: string; remaining: number; unmet: number; failed: number }) =>
    db.updateTable('step_runs').set({ remaining_needs: params.remaining, unmet_needs: params.unmet, failed_needs: params.failed }).where('id', '=', params.id),
  )
  const placeOf = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('step_runs').select(['run_id', 'step_id']).where('id', '=', params.id))
  const items = (place: { run_id: string; step_id: string }) =>
    [sql<boolean>`run_id = ${place.run_id}`, sql<boolean>`step_id = ${place.step_id}`, sql<boolean>`item_index >= 0`] as const

  return {
    async insert(step) {
      insert.run({
        id: step.id,
        run_id: step.runId,
        step_id: step.stepId,
        item_index: fromItemIndex(step.itemIndex),
        parent_id: step.parentId,
        kind: step.kind,
        remaining_needs: step.remainingNeeds,
        item: step.item === undefined ? null : encodeJson(step.item),
      })
    },
    async byId(id) {
      const row = byId.get({ id })
      return row === undefined ? null : toStepRun(row)
    },
    async ofRun(runId, stepId) {
      const row = atPlace.get({ run_id: runId, step_id: stepId, item_index: fromItemIndex(null) })
      return row === undefined ? null : toStepRun(row)
    },
    async item(parentId, index) {
      const place = placeOf.get({ id: parentId })
      const row = place === undefined ? undefined : atPlace.get({ ...place, item_index: index })
      return row === undefined ? null : toStepRun(row)
    },
    async change(id, to) {
      const { status, attempt } = to
      return (
        change.run({ id, status, waiting_reason: to.waitingReason, wake_at: to.wakeAt, attempt, lost_attempts: to.lostAttempts, error: encodeError(to.error), started_at: to.startedAt }) > 0
      )
    },
    async begin(id, at) {
      const row = begin.get({ id, at })
      return row === undefined ? null : toStepRun(row)
    },
    async end(id, to) {
      const input = to.input === null ? null : encodeValue(to.input)
      const output = to.output === null ? null : encodeValue(to.output)
      return end.run({ id, status: to.status, skip_reason: to.skipReason, error: encodeError(to.error), finished_at: to.at, input, output }) > 0
    },
    async setOutput(id, output) {
      setOutput.run({ id, output: encodeValue(output) })
    },
    async setInput(id, input) {
      setInput.run({ id, input: encodeValue(input) })
    },
    async setMap(id, map) {
      setMap.run({ id, map_total: map.total, map_next: map.next, map_open: map.open, map_done: map.done, map_failed: map.failed })
    },
    async setNeeds(id, needs) {
      setNeeds.run({ id, remaining: needs.remaining, unmet: needs.unmet, failed: needs.failed })
    },
    async deleteItems(parentId) {
      const place = placeOf.get({ id: parentId })
      if (place === undefined) return
      await items(place).reduce((query, condition) => query.where(condition), kysely.deleteFrom('step_runs')).execute()
    },
    async dropItems(parentId, at) {
      const place = placeOf.get({ id: parentId })
      if (place === undefined) return 0
      const query = items(place).reduce((update, condition) => update.where(condition), kysely.updateTable('step_runs').set({ status: 'cancelled', waiting_reason: null, wake_at: null, finished_at: at }))
      const result = await query.where(idle).executeTakeFirst()
      return Number(result.numUpdatedRows)
    },
    async cancelIdle(runId, at) {
      const rows = await kysely
        .updateTable('step_runs')
        .set({ status: 'cancelled', waiting_reason: null, wake_at: null, finished_at: at })
        .where('run_id', '=', runId)
        .where(idle)
        .returning(STEP_RUN_COLUMNS)
        .execute()
      return rows.filter((row) => row.item_index === fromItemIndex(null)).map(toStepRun)
    },
    async runningMaps(runId) {
      const rows = await kysely
        .selectFrom('step_runs')
        .select(STEP_RUN_COLUMNS)
        .where('run_id', '=', runId)
        .where('item_index', '=', fromItemIndex(null))
        .where('status', '=', 'running')
        .where('map_total', 'is not', null)
        .execute()
      const counts = await kysely
        .selectFrom('step_runs')
        .select((e) => ['step_id', e.fn.countAll<number>().as('count')])
        .where('run_id', '=', runId)
        .where('item_index', '>=', 0)
        .where('status', '=', 'running')
        .groupBy('step_id')
        .execute()
      const running = new Map(counts.map(({ step_id, count }) => [step_id, Number(count)]))
      return rows.map((row) => ({ step: toStepRun(row), running: running.get(row.step_id) ?? 0 }))
    },
  }
}
