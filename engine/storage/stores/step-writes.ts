import { sql, type Kysely } from 'kysely'
import type { StepStatus } from '../../contract/step'
import type { StepWrites } from '../../ports/write-stores'
import { encodeValue, fromItemIndex, STEP_RUN_COLUMNS, toStepRun } from '../codecs'
import { isAmong } from '../columns'
import type { Schema } from '../schema'
import type { StepRows } from './step-rows'

/** Not ended and not at work: what a cancel ends without asking a worker. */
const IDLE: readonly StepStatus[] = ['pending', 'ready', 'waiting']

const idle = isAmong('status', IDLE)

/** What changes single steps goes through `rows`; what changes many at once goes to the database, which must know of everything by then. */
export function createStepWrites(rows: StepRows, kysely: Kysely<Schema>): StepWrites {
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
    async end(id, { status, skipReason, error, at, input, output }) {
      const values = { input: input === null ? null : encodeValue(input), output: output === null ? null : encodeValue(output) }
      return rows.change(id, { status, waitingReason: null, wakeAt: null, skipReason, error, finishedAt: at }, values)
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
    async cancelIdle(runId, at) {
      rows.writeOut()
      const cancelled = await kysely
        .updateTable('step_runs')
        .set({ status: 'cancelled', waiting_reason: null, wake_at: null, finished_at: at })
        .where('run_id', '=', runId)
        .where(idle)
        .returning(STEP_RUN_COLUMNS)
        .execute()
      rows.forget()
      return cancelled.filter((row) => row.item_index === fromItemIndex(null)).map(toStepRun)
    },
    async runningMaps(runId) {
      rows.writeOut()
      const maps = await kysely
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
      return maps.map((row) => ({ step: toStepRun(row), running: running.get(row.step_id) ?? 0 }))
    },
  }
}
