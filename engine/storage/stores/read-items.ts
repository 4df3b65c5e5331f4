import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { StepStatus } from '../../contract/step'
import type { ReadStores, StepOutcomeRecord } from '../../ports/read-stores'
import type { StepRunRecord } from '../../ports/records'
import { decodeError, decodeJson, decodeValue, STEP_RUN_COLUMNS, toItemIndex, toStepRun } from '../codecs'
import { prepare } from '../prepared'
import type { Schema, StepRunsTable } from '../schema'
import { breathe, SLICE } from '../slices'

type ItemReads = Pick<ReadStores, 'items' | 'itemOutcomes' | 'itemOutcomeBytes' | 'itemValue'>

export const OUTCOME_COLUMNS = ['id', 'step_id', 'item_index', 'status', 'output', 'error'] as const

/** A reference to an artifact, with its preview, is never longer: what is longer is a value, and need not be looked at. */
const LONGEST_REFERENCE = 16 * 1024
/** See `encodeValue`. The length of a column is known without reading it. */
const OUTPUT_BYTES = sql<number>`case
  when output is null then 0
  when octet_length(output) > ${sql.lit(LONGEST_REFERENCE)} then octet_length(output)
  when substr(output, 1, 1) = 'a' or substr(output, 1, 1) = 'c' then json_extract(substr(output, 2), '$[1]')
  else octet_length(output) end`

export const toOutcome = (row: Pick<StepRunsTable, (typeof OUTCOME_COLUMNS)[number]>): StepOutcomeRecord => ({
  id: row.id,
  stepId: row.step_id,
  itemIndex: toItemIndex(row.item_index),
  status: row.status,
  output: decodeValue(row.output),
  error: decodeError(row.error),
})

interface Place {
  readonly runId: string
  readonly stepId: string
}

/** Items of mapped steps: there are none missing between the first and the last, so that a range of their numbers is a page. */
export function createItemReads(database: Database.Database, db: Kysely<Schema>): ItemReads {
  const itemAt = prepare(database, db, (kysely, params: { id: string }) => kysely.selectFrom('step_runs').select('item').where('id', '=', params.id))
  const placeOf = prepare(database, db, (kysely, params: { id: string }) =>
    kysely.selectFrom('step_runs').select(['run_id', 'step_id']).where('id', '=', params.id),
  )
  const last = prepare(database, db, (kysely, params: { run_id: string; step_id: string }) =>
    kysely
      .selectFrom('step_runs')
      .select((e) => e.fn.max('item_index').as('item_index'))
      .where('run_id', '=', params.run_id)
      .where('step_id', '=', params.step_id),
  )
  const countOf = ({ runId, stepId }: Place) => (last.get({ run_id: runId, step_id: stepId })?.item_index ?? -1) + 1
  const between = ({ runId, stepId }: Place, from: number, count: number) =>
    db
      .selectFrom('step_runs')
      .where('run_id', '=', runId)
      .where('step_id', '=', stepId)
      .where('item_index', '>=', from)
      .where('item_index', '<', from + count)
  const itemsOf = (parentId: string): Place => {
    const parent = placeOf.get({ id: parentId })
    return { runId: parent?.run_id ?? '', stepId: parent?.step_id ?? '' }
  }
  const withStatus = async (place: Place, statuses: readonly StepStatus[], { skip, limit }: { readonly skip: number; readonly limit: number }) => {
    const items: StepRunRecord[] = []
    let total = 0
    for (let from = 0, count = countOf(place); from < count; from += SLICE) {
      const matching = between(place, from, SLICE).where('status', 'in', statuses)
      const { found } = await matching.select((e) => e.fn.countAll<number>().as('found')).executeTakeFirstOrThrow()
      if (items.length < limit && total + Number(found) > skip) {
        const rows = await matching
          .select(STEP_RUN_COLUMNS)
          .orderBy('item_index')
          .limit(limit - items.length)
          .offset(Math.max(0, skip - total))
          .execute()
        items.push(...rows.map(toStepRun))
      }
      total += Number(found)
      await breathe()
    }
    return { items, total }
  }
  return {
    async items(place, statuses, window) {
      if (statuses !== null) return withStatus(place, statuses, window)
      const rows = await between(place, window.skip, window.limit).select(STEP_RUN_COLUMNS).orderBy('item_index').execute()
      return { items: rows.map(toStepRun), total: countOf(place) }
    },
    async itemOutcomes(parentId, from, count) {
      const rows = await between(itemsOf(parentId), from, count).select(OUTCOME_COLUMNS).orderBy('item_index').execute()
      const outcomes = rows.map(toOutcome)
      await breathe()
      return outcomes
    },
    async itemOutcomeBytes(parentId) {
      const place = itemsOf(parentId)
      let bytes = 0
      for (let from = 0, count = countOf(place); from < count; from += SLICE) {
        const slice = await between(place, from, SLICE)
          .select(sql<number | null>`sum(${OUTPUT_BYTES} + coalesce(octet_length(error), 0))`.as('bytes'))
          .executeTakeFirstOrThrow()
        bytes += slice.bytes ?? 0
        await breathe()
      }
      return bytes
    },
    async itemValue(stepRunId) {
      const row = itemAt.get({ id: stepRunId })
      return row?.item == null ? null : decodeJson(row.item)
    },
  }
}
