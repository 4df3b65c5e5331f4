import { sql, type Kysely } from 'kysely'
import type { RunStatistics } from '../../contract/run'
import { firstIdAt } from '../../core/shared/id-time'
import { quantile } from '../../core/shared/quantile'
import type { ReadStores } from '../../ports/read-stores'
import type { Schema } from '../schema'

type StatisticReads = Pick<ReadStores, 'statistics' | 'stepDurations'>

/** Durations looked at for a stretch's median; of more, the newest. */
const DURATIONS_A_STRETCH = 1000

interface CountRow {
  readonly stretch: number
  readonly status: string
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

export function createStatisticReads(db: Kysely<Schema>): StatisticReads {
  return {
    async statistics({ since, stretchMs, pipelineId }) {
      // Ids of runs grow with time, so the time of creation is a range of the primary key.
      const from = firstIdAt(since)
      const ofPipeline = pipelineId === undefined ? sql`` : sql`and r.pipeline_id = ${pipelineId}`
      const stretch = sql`cast((r.created_at - ${since}) / ${stretchMs} as integer)`
      const counts = await sql<CountRow>`
        select ${stretch} as stretch, r.status as status, count(*) as count from runs r
        where r.id >= ${from} and r.status in ('succeeded', 'failed', 'cancelled') ${ofPipeline} group by 1, 2`.execute(db)
      const durations = await sql<DurationRow>`
        select stretch, ms from (
          select ${stretch} as stretch, r.finished_at - r.started_at as ms, row_number() over (partition by ${stretch} order by r.id desc) as place from runs r
          where r.id >= ${from} and r.status = 'succeeded' and r.started_at is not null ${ofPipeline}) as recent
        where place <= ${DURATIONS_A_STRETCH}`.execute(db)
      const spent = await sql<SpentRow>`
        select ${stretch} as stretch, sum(u.input_tokens + u.output_tokens) as tokens, sum(u.usd) as usd from usages u join runs r on r.id = u.run_id
        where u.run_id >= ${from} ${ofPipeline} group by 1`.execute(db)
      const stretches = new Set([...counts.rows, ...spent.rows].map((row) => row.stretch))
      return [...stretches].sort((a, b) => a - b).map((number): RunStatistics => {
        const count = (status: string) => Number(counts.rows.find((row) => row.stretch === number && row.status === status)?.count ?? 0)
        const took = durations.rows.filter((row) => row.stretch === number).map(({ ms }) => ms)
        const used = spent.rows.find((row) => row.stretch === number)
        return {
          from: since + number * stretchMs,
          succeeded: count('succeeded'),
          failed: count('failed'),
          cancelled: count('cancelled'),
          p50Ms: took.length === 0 ? null : quantile(took, 0.5),
          tokens: Number(used?.tokens ?? 0),
          usd: used?.usd ?? 0,
        }
      })
    },
    async stepDurations(pipelineId, runs) {
      const newest = db.selectFrom('runs').select('id').where('pipeline_id', '=', pipelineId).where('status', '=', 'succeeded').orderBy('id', 'desc').limit(runs)
      const rows = await db
        .selectFrom('step_runs')
        .select(['step_id', 'started_at', 'finished_at'])
        .where('run_id', 'in', newest)
        .where('item_index', '=', -1)
        .where('status', '=', 'succeeded')
        .execute()
      return rows.flatMap(({ step_id, started_at, finished_at }) => (started_at === null || finished_at === null ? [] : [{ stepId: step_id, ms: finished_at - started_at }]))
    },
  }
}
