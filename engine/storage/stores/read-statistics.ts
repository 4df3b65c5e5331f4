import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { RunStatistics } from '../../contract/run'
import { firstIdAt } from '../../core/shared/id-time'
import { quantile } from '../../core/shared/quantile'
import type { ReadStores } from '../../ports/read-stores'
import type { Schema } from '../schema'
import { breathe } from '../slices'
import { RUNS_A_SLICE, runSlices } from './run-slices'
import { stepIdsOf } from './step-ids'

type StatisticReads = Pick<ReadStores, 'statistics' | 'stepDurations'>

/** Durations looked at for a stretch's median; of more, the newest. */
const DURATIONS_A_STRETCH = 1000

/** Steps that take so long to read that others get the thread. */
const MANY_STEPS = 100

interface CountRow {
  readonly stretch: number
  readonly status: 'succeeded' | 'failed' | 'cancelled'
  readonly count: number
}

interface DurationRow {
  readonly stretch: number
  readonly ms: number
}

interface SpentRow {
  readonly stretch: number
  readonly tokens: number
  readonly usd: number | null
}

interface StretchSum {
  succeeded: number
  failed: number
  cancelled: number
  readonly durations: number[]
  tokens: number
  usd: number
}

export function createStatisticReads(database: Database.Database, db: Kysely<Schema>): StatisticReads {
  const slices = runSlices(database, db)
  return {
    async statistics({ since, stretchMs, pipelineId }) {
      const ofPipeline = pipelineId === undefined ? sql`` : sql`and r.pipeline_id = ${pipelineId}`
      const stretch = sql`cast((r.created_at - ${since}) / ${stretchMs} as integer)`
      const sums = new Map<number, StretchSum>()
      const sumOf = (number: number): StretchSum => {
        const sum = sums.get(number) ?? { succeeded: 0, failed: 0, cancelled: 0, durations: [], tokens: 0, usd: 0 }
        sums.set(number, sum)
        return sum
      }
      // Ids of runs grow with time, so the time of creation is a range of the primary key.
      for await (const { from, before } of slices(firstIdAt(since), RUNS_A_SLICE)) {
        const counts = await sql<CountRow>`
          select ${stretch} as stretch, r.status as status, count(*) as count from runs r
          where r.id >= ${from} and r.id < ${before} and r.status in ('succeeded', 'failed', 'cancelled') ${ofPipeline} group by 1, 2`.execute(db)
        for (const row of counts.rows) sumOf(row.stretch)[row.status] += Number(row.count)
        const durations = await sql<DurationRow>`
          select stretch, ms from (
            select ${stretch} as stretch, r.finished_at - r.started_at as ms, row_number() over (partition by ${stretch} order by r.id desc) as place from runs r
            where r.id >= ${from} and r.id < ${before} and r.status = 'succeeded' and r.started_at is not null ${ofPipeline}) as recent
          where place <= ${DURATIONS_A_STRETCH} order by place`.execute(db)
        for (const row of durations.rows) if (sumOf(row.stretch).durations.length < DURATIONS_A_STRETCH) sumOf(row.stretch).durations.push(row.ms)
        const spent = await sql<SpentRow>`
          select ${stretch} as stretch, sum(u.input_tokens + u.output_tokens) as tokens, sum(u.usd) as usd from usages u join runs r on r.id = u.run_id
          where u.run_id >= ${from} and u.run_id < ${before} ${ofPipeline} group by 1`.execute(db)
        for (const row of spent.rows) {
          const sum = sumOf(row.stretch)
          sum.tokens += Number(row.tokens)
          sum.usd += row.usd ?? 0
        }
      }
      return [...sums].sort(([a], [b]) => a - b).map(([number, { durations, ...sum }]): RunStatistics => ({ ...sum, from: since + number * stretchMs, p50Ms: durations.length === 0 ? null : quantile(durations, 0.5) }))
    },
    async stepDurations(pipelineId, runs) {
      const newest = await db.selectFrom('runs').select('id').where('pipeline_id', '=', pipelineId).where('status', '=', 'succeeded').orderBy('id', 'desc').limit(runs).execute()
      const durations: { stepId: string; ms: number }[] = []
      for (const { id } of newest) {
        const rows = await db
          .selectFrom('step_runs')
          .select(['step_id', 'started_at', 'finished_at'])
          .where('run_id', '=', id)
          .where('step_id', 'in', stepIdsOf(id))
          .where('item_index', '=', -1)
          .where('status', '=', 'succeeded')
          .execute()
        for (const { step_id, started_at, finished_at } of rows) if (started_at !== null && finished_at !== null) durations.push({ stepId: step_id, ms: finished_at - started_at })
        if (rows.length > MANY_STEPS) await breathe()
      }
      return durations
    },
  }
}
