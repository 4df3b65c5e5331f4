import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { StepStatus } from '../../contract/step'
import type { StepWrites } from '../../ports/write-stores'
import { EngineError } from '../../core/shared/engine-error'
import { decodeValue, encodeValue, fromItemIndex, STEP_RUN_COLUMNS, toStepRun } from '../codecs'
import { isAmong } from '../columns'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import { stepIdsOf } from './step-ids'
import type { StepRows } from './step-rows'

/** Not ended and not at work: what a cancel ends without asking a worker. */
const IDLE: readonly StepStatus[] = ['pending', 'ready', 'waiting']

const idle = isAmong('status', IDLE)

/** What changes single steps goes through `rows`; what changes many at once goes to the database, which must know of everything by then. */
export function createStepWrites(rows: StepRows, database: Database.Database, kysely: Kysely<Schema>): StepWrites {
  const nextItem = prepare(database, kysely, (db, params: { run_id: string; step_id: string; from: number }) =>
    db
      .selectFrom('step_runs')
      .select('item_index')
      .where('run_id', '=', params.run_id)
      .where('step_id', '=', params.step_id)
      .where('item_index', '>=', params.from)
      .where('status', '=', sql.lit('pending' as const))
      .orderBy('item_index')
      .limit(sql.lit(1)),
  )
  const items = (place: { runId: string; stepId: string }) =>
    [sql<boolean>`run_id = ${place.runId}`, sql<boolean>`step_id = ${place.stepId}`, sql<boolean>`item_index >= 0`] as const

  return {
    async insert(step) {
      rows.add(step)
    },
    async byId(id) {
      return rows.withId(id)
    },
    async ofRun(runId, stepId) {
      return rows.at(runId, stepId, null)
    },
    async item(parentId, index) {
      const parent = rows.withId(parentId)
      return parent === null ? null : rows.at(parent.runId, parent.stepId, index)
    },
    async change(id, { startedAt, ...to }) {
      const before = rows.withId(id)
      return rows.change(id, { ...to, startedAt: before?.startedAt ?? startedAt })
    },
    async begin(id, at) {
      const before = rows.withId(id)
      return rows.change(id, { status: 'running', waitingReason: null, wakeAt: null, startedAt: before?.startedAt ?? at }) ? rows.withId(id) : null
    },
    async end(id, { status, skipReason, error, at, input, output, reusedFrom }) {
      const values = { input: input === null ? null : encodeValue(input), output: output === null ? null : encodeValue(output) }
      return rows.change(id, { status, waitingReason: null, wakeAt: null, skipReason, error, finishedAt: at, ...(reusedFrom != null && { reusedFrom }) }, values)
    },
    async takeOver(id, from) {
      const found = rows.outputOf(from)
      if (found === null) throw new EngineError('step_run_not_found', `The step run ${from}, whose output was to be taken over, is not there any more.`)
      const map = found.map === null ? null : { ...found.map, reused: found.map.total }
      rows.change(id, { reusedFrom: found.madeBy, map }, { output: found.output })
      return { reusedFrom: found.madeBy, output: decodeValue(found.output) }
    },
    async setItemsFrom(id, from) {
      rows.writeOut()
      await kysely.updateTable('step_runs').set({ items_from: from }).where('id', '=', id).where('status', '=', 'pending').execute()
    },
    async endTakenItems(parentId, at) {
      const parent = rows.withId(parentId)
      if (parent === null) return
      rows.writeOut()
      const query = items(parent).reduce((update, condition) => update.where(condition), kysely.updateTable('step_runs').set({ status: 'succeeded', finished_at: at }))
      await query.where('status', '=', 'pending').where('reused_from', 'is not', null).execute()
      rows.forget()
    },
    async nextItem(parentId, from) {
      const parent = rows.withId(parentId)
      // The database knows of all that has not begun: it was stored with the list.
      return parent === null ? null : (nextItem.get({ run_id: parent.runId, step_id: parent.stepId, from })?.item_index ?? null)
    },
    async failedItem(parentId) {
      const parent = rows.withId(parentId)
      if (parent === null) return null
      rows.writeOut()
      const failed = items(parent).reduce((query, condition) => query.where(condition), kysely.selectFrom('step_runs').select(STEP_RUN_COLUMNS))
      const row = await failed.where('status', '=', 'failed').orderBy('item_index').limit(1).executeTakeFirst()
      return row === undefined ? null : toStepRun(row)
    },
    async failed(runId) {
      rows.writeOut()
      const failed = kysely.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('run_id', '=', runId).where('step_id', 'in', stepIdsOf(runId)).where('item_index', '=', fromItemIndex(null)).where('status', '=', 'failed')
      return (await failed.orderBy('finished_at').orderBy('id').execute()).map(toStepRun)
    },
    async setOutput(id, output) {
      rows.change(id, {}, { output: encodeValue(output) })
    },
    async setInput(id, input) {
      rows.change(id, {}, { input: encodeValue(input) })
    },
    async setMap(id, map) {
      rows.change(id, { map })
    },
    async setNeeds(id, { remaining, unmet, failed }) {
      rows.change(id, { remainingNeeds: remaining, unmetNeeds: unmet, failedNeeds: failed })
    },
    async deleteItems(parentId) {
      const parent = rows.withId(parentId)
      if (parent === null) return
      rows.writeOut()
      await items(parent)
        .reduce((query, condition) => query.where(condition), kysely.deleteFrom('step_runs'))
        .execute()
      rows.forget()
    },
    async dropItems(parentId, at) {
      const parent = rows.withId(parentId)
      if (parent === null) return 0
      rows.writeOut()
      const query = items(parent).reduce(
        (update, condition) => update.where(condition),
        kysely.updateTable('step_runs').set({ status: 'cancelled', waiting_reason: null, wake_at: null, finished_at: at }),
      )
      const result = await query.where(idle).executeTakeFirst()
      rows.forget()
      return Number(result.numUpdatedRows)
    },
    async idleItems(parentId) {
      const parent = rows.withId(parentId)
      if (parent === null) return []
      rows.writeOut()
      const query = items(parent).reduce((select, condition) => select.where(condition), kysely.selectFrom('step_runs').select(STEP_RUN_COLUMNS))
      return (await query.where(idle).where('attempt', '>', 0).execute()).map(toStepRun)
    },
    async cancelIdle(runId, at) {
      rows.writeOut()
      const cancel = () => kysely.updateTable('step_runs').set({ status: 'cancelled', waiting_reason: null, wake_at: null, finished_at: at }).where('run_id', '=', runId).where(idle)
      const steps = await cancel().where('step_id', 'in', stepIdsOf(runId)).where('item_index', '=', fromItemIndex(null)).returning(STEP_RUN_COLUMNS).execute()
      // Of these there may be 100,000, and nobody needs to hear of each.
      await cancel().where('item_index', '>=', 0).execute()
      rows.forget()
      return steps.map(toStepRun)
    },
    async runningMaps(runId) {
      rows.writeOut()
      const maps = await kysely
        .selectFrom('step_runs')
        .select(STEP_RUN_COLUMNS)
        .where('run_id', '=', runId)
        .where('step_id', 'in', stepIdsOf(runId))
        .where('item_index', '=', fromItemIndex(null))
        .where('status', '=', 'running')
        .where('map_total', 'is not', null)
        .execute()
      if (maps.length === 0) return []
      const counts = await kysely
        .selectFrom('step_runs')
        .select((e) => ['step_id', e.fn.countAll<number>().as('count')])
        .where('run_id', '=', runId)
        .where('item_index', '>=', 0)
        .where('status', '=', 'running')
        .groupBy('step_id')
        .execute()
      const running = new Map(counts.map(({ step_id, count }) => [step_id, Number(count)]))
      return maps.map((row) => ({ step: toStepRun(row), running: running.get(row.step_id) ?? 0 }))
    },
  }
}
