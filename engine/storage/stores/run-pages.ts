import type Database from 'better-sqlite3'
import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { RunFilter } from '../../contract/run'
import { firstIdAt } from '../../core/shared/id-time'
import type { Page, ReadStores, Window } from '../../ports/read-stores'
import type { RunRecord } from '../../ports/records'
import { toRun } from '../codecs'
import type { Schema } from '../schema'
import { KeptTotals } from './kept-totals'
import { INDEXED_RUNS_A_SLICE, RUNS_A_SLICE, runSlices } from './run-slices'

/**
 * Pages of the runs that a filter lets through, newest first. What an index answers is asked of it whole; else the runs are
 * looked through slice by slice, since few may match of a million.
 */
export function createRunPages(database: Database.Database, db: Kysely<Schema>): Pick<ReadStores, 'runs'> {
  const slices = runSlices(database, db)
  const totals = new KeptTotals()
  const all = (filter: RunFilter) => db.selectFrom('runs').where((e) => matches(e, filter))
  const count = async (matching: ReturnType<typeof all>): Promise<number> =>
    Number((await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()).total)
  const some = (filter: RunFilter) =>
    all(filter)
      .select('id')
      .limit(RUNS_A_SLICE + 1)
  const rowsOf = async (matching: ReturnType<typeof all>, { skip, limit }: Window): Promise<readonly RunRecord[]> =>
    (await matching.selectAll().orderBy('id', 'desc').limit(limit).offset(skip).execute()).map(toRun)

  /** All that match when they are no more than a slice; null when they are more. */
  const fewOf = async (filter: RunFilter): Promise<number | null> => {
    const { total } = await db
      .selectFrom(some(filter).as('few'))
      .select((e) => e.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return Number(total) > RUNS_A_SLICE ? null : Number(total)
  }

  /** Counts, and gathers the window's rows on the way when it is given; stops when both are known. */
  const walk = async (filter: RunFilter, window: Window | null): Promise<Page<RunRecord>> => {
    const key = JSON.stringify(filter)
    const kept = totals.of(key)
    const since = performance.now()
    const items: RunRecord[] = []
    const left = () => (window === null ? 0 : window.limit - items.length)
    let total = 0
    let walked = 0
    for await (const { from, before } of slices(
      filter.createdAfter === undefined ? '' : firstIdAt(filter.createdAfter),
      isCounted(filter) ? INDEXED_RUNS_A_SLICE : RUNS_A_SLICE,
    )) {
      if (kept !== null && left() === 0) return { items, total: kept }
      const matching = all(filter).where('id', '>=', from).where('id', '<', before)
      const found = await count(matching)
      if (window !== null && left() > 0 && total + found > window.skip)
        items.push(...(await rowsOf(matching, { skip: Math.max(0, window.skip - total), limit: left() })))
      total += found
      walked += 1
    }
    if (walked > 1) totals.keep(key, total, since)
    return { items, total }
  }

  return {
    async runs(filter, window) {
      const few = isIndexed(filter) ? await fewOf(filter) : null
      if (few !== null)
        return { items: await rowsOf(isInOrder(filter) ? all(filter) : db.selectFrom('runs').where('id', 'in', some(filter)), window), total: few }
      // What lies further down is not reached by passing over all that lies above it at a stretch.
      if (isCounted(filter) && window.skip < INDEXED_RUNS_A_SLICE) return { items: await rowsOf(all(filter), window), total: (await walk(filter, null)).total }
      return walk(filter, window)
    },
  }
}

/** Whether one index finds what matches. */
const isIndexed = ({ statuses = [], pipelineId, paused, text = '' }: RunFilter): boolean =>
  text === '' && paused === undefined && (statuses.length === 0 || pipelineId === undefined)

/** Whether it finds it in the order of ids. */
const isInOrder = ({ statuses = [] }: RunFilter): boolean => statuses.length < 2

/** Whether it does both, and says all that the filter asks. */
const isCounted = (filter: RunFilter): boolean => isIndexed(filter) && isInOrder(filter) && filter.createdAfter === undefined

function matches(e: ExpressionBuilder<Schema, 'runs'>, filter: RunFilter) {
  const conditions = []
  if (filter.statuses !== undefined && filter.statuses.length > 0) conditions.push(e('status', 'in', filter.statuses))
  if (filter.pipelineId !== undefined) conditions.push(e('pipeline_id', '=', filter.pipelineId))
  if (filter.paused !== undefined) conditions.push(e('paused_at', filter.paused ? 'is not' : 'is', null))
  // Ids grow with time: the first narrows down what the second has to look at.
  if (filter.createdAfter !== undefined) conditions.push(e('id', '>=', firstIdAt(filter.createdAfter)), e('created_at', '>=', filter.createdAfter))
  if (filter.text !== undefined && filter.text !== '') {
    const text = filter.text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)
    conditions.push(sql<boolean>`(external_id like ${`${text}%`} escape '\\' or pipeline_name like ${`%${text}%`} escape '\\')`)
  }
  return e.and(conditions)
}
