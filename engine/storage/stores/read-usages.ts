import { sql, type Kysely } from 'kysely'
import type { Usage } from '../../contract/model'
import type { ReadStores } from '../../ports/read-stores'
import { decodeJson, toSecret } from '../codecs'
import type { Schema } from '../schema'

type UsageReads = Pick<ReadStores, 'usageBySteps' | 'usageByAttempts' | 'usageByAttemptsOfRun' | 'setting' | 'secrets'>

/** Dollars are known only when they are known of every part. */
export const USAGE_SUMS = sql<Usage>`sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, max(estimated) as estimated, case when count(usd) = count(*) then sum(usd) end as usd`

export interface UsageSums {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly estimated: number
  readonly usd: number | null
}

export const toUsage = (row: UsageSums): Usage => ({ inputTokens: Number(row.input_tokens), outputTokens: Number(row.output_tokens), estimated: row.estimated === 1, usd: row.usd })

export function createUsageReads(db: Kysely<Schema>): UsageReads {
  return {
    async usageBySteps(runId) {
      const { rows } = await sql<UsageSums & { step_id: string }>`select step_id, ${USAGE_SUMS} from usages where run_id = ${runId} group by step_id`.execute(db)
      return rows.map((row) => ({ stepId: row.step_id, usage: toUsage(row) }))
    },
    async usageByAttempts(stepRunId) {
      const { rows } = await sql<UsageSums & { number: number }>`
        select number, ${USAGE_SUMS} from usages
        where run_id = (select run_id from step_runs where id = ${stepRunId}) and step_run_id = ${stepRunId} group by number order by number`.execute(db)
      return rows.map((row) => ({ number: row.number, usage: toUsage(row) }))
    },
    async usageByAttemptsOfRun(runId) {
      const { rows } = await sql<UsageSums & { number: number; step_run_id: string }>`
        select step_run_id, number, ${USAGE_SUMS} from usages where run_id = ${runId} and item_index < 0 group by step_run_id, number`.execute(db)
      return rows.map((row) => ({ stepRunId: row.step_run_id, number: row.number, usage: toUsage(row) }))
    },
    async setting(name) {
      const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
      return row === undefined ? null : decodeJson(row.value)
    },
    async secrets() {
      return (await db.selectFrom('secrets').selectAll().orderBy('name').execute()).map(toSecret)
    },
  }
}
