import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import { decodeValue, STEP_RUN_COLUMNS, toStepRun, type StepRunRow } from '../codecs'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import { upwards } from './origins'
import { stepIdsOf } from './step-ids'
import { toUsage, USAGE_SUMS, type UsageSums } from './read-usages'

type AgainReads = Pick<ReadStores, 'earlierSteps' | 'earlierRuns' | 'relatedRuns' | 'itemsFrom' | 'itemsToTakeOver' | 'cachedOutput'>

/** Runs of one family that are told at most. */
const MOST_RELATED = 50

/**
 * How long `made` was at work: its attempts, without what lay between them. A mapped step works in its items, side by side, and
 * one that starts a run through that run: these take from their beginning to their end.
 */
const AT_WORK = sql<number | null>`case
  when made.kind = 'pipeline' or (made.map_total is not null and made.kind not in ('approval', 'wait')) then made.finished_at - made.started_at
  else (select sum(attempts.finished_at - attempts.started_at) from attempts where attempts.step_run_id = made.id) end`

export function createAgainReads(database: Database.Database, db: Kysely<Schema>): AgainReads {
  const cached = prepare(database, db, (kysely, params: { key: string; now: number }) =>
    kysely.selectFrom('step_cache').select(['step_run_id', 'external_id', 'output']).where('key', '=', params.key).where('expires_at', '>', params.now),
  )
  const source = prepare(database, db, (kysely, params: { id: string }) => kysely.selectFrom('step_runs').select('items_from').where('id', '=', params.id))
  return {
    async earlierSteps(runId) {
      // What was taken over took its time, and its tokens, where it was made: from the step cache, maybe in a run that is there no more.
      const columns = sql.join(STEP_RUN_COLUMNS.map((column) => sql.ref(`own.${column}`)))
      const steps = await sql<StepRunRow & { worked: number | null }>`
        select ${columns}, ${AT_WORK} as worked from step_runs own
        left join step_runs made on made.id = coalesce(own.reused_from, own.id)
        where own.run_id = ${runId} and own.step_id in ${stepIdsOf(runId)} and own.item_index = -1`.execute(db)
      const usages = await sql<UsageSums & { step_id: string }>`
        select own.step_id, ${USAGE_SUMS} from step_runs own
        join step_runs made on made.id = coalesce(own.reused_from, own.id)
        join usages on usages.run_id = made.run_id and usages.step_id = made.step_id
        where own.run_id = ${runId} and own.step_id in ${stepIdsOf(runId)} and own.item_index = -1 group by own.step_id`.execute(db)
      const used = new Map(usages.rows.map((row) => [row.step_id, toUsage(row)]))
      return steps.rows.map(({ worked, ...row }) => ({ step: toStepRun(row), ms: worked, usage: used.get(row.step_id) ?? null }))
    },
    async earlierRuns(runId) {
      const { rows } = await sql<{ id: string }>`${upwards(runId)} select id from upwards where id <> ${runId}`.execute(db)
      return rows.map(({ id }) => id)
    },
    async relatedRuns(runId) {
      // `cross` keeps the order: SQLite would look through all runs for those of the family.
      const { rows } = await sql<{ id: string; external_id: string; origin_run_id: string | null; origin: 'retry' | 'rerun' | null }>`
        ${upwards(runId)},
        family(id) as (
          select min(id) from upwards
          union
          select runs.id from family join runs on runs.origin_run_id = family.id
        )
        select runs.id, external_id, origin_run_id, origin from family cross join runs on runs.id = family.id order by runs.id desc limit ${MOST_RELATED}`.execute(db)
      if (rows.length < 2) return []
      return rows.map((row) => ({ runId: row.id, externalId: row.external_id, originRunId: row.origin_run_id, kind: row.origin })).reverse()
    },
    async itemsFrom(stepRunId) {
      return source.get({ id: stepRunId })?.items_from ?? null
    },
    async itemsToTakeOver(parentId, from, count) {
      const parent = db.selectFrom('step_runs').where('id', '=', parentId)
      const rows = await db
        .selectFrom('step_runs')
        .select(['id', 'item_index', 'item'])
        .where('run_id', '=', parent.select('run_id'))
        .where('step_id', '=', parent.select('step_id'))
        .where('item_index', '>=', from)
        .where('item_index', '<', from + count)
        .where('status', '=', 'succeeded')
        .execute()
      return new Map(rows.map(({ id, item_index, item }) => [item_index, { id, item: item ?? 'null' }]))
    },
    async cachedOutput(key, now) {
      const row = cached.get({ key, now })
      return row === undefined ? null : { stepRunId: row.step_run_id, externalId: row.external_id, output: decodeValue(row.output) }
    },
  }
}
