import { sql, type Kysely } from 'kysely'
import type { DeadLetterWrites } from '../../ports/write-stores'
import { encodeError } from '../codecs'
import type { Schema } from '../schema'
import { upwards } from './origins'

/** Written when a run fails, and when a person acts on that: seldom enough to need no preparation. */
export function createDeadLetterWrites(kysely: Kysely<Schema>, writeOut: () => void): DeadLetterWrites {
  return {
    async add(runId, letters, at) {
      writeOut()
      const run = await kysely.selectFrom('runs').select(['external_id', 'pipeline_id', 'pipeline_name']).where('id', '=', runId).executeTakeFirst()
      if (run === undefined) return
      for (const { id, stepRunId, stepId, error, shape, attempts, itemsFailed } of letters) {
        await kysely
          .insertInto('dead_letters')
          .values({
            ...run,
            id,
            run_id: runId,
            step_run_id: stepRunId,
            step_id: stepId,
            error: encodeError(error) ?? '',
            shape,
            attempts,
            items_failed: itemsFailed,
            at,
            status: 'open',
            closed_at: null,
            new_run_id: null,
            new_external_id: null,
            reason: null,
          })
          .execute()
      }
    },
    async replayed(runId, by, at) {
      await sql`
        update dead_letters set status = 'replayed', closed_at = ${at}, new_run_id = ${by.runId}, new_external_id = ${by.externalId}
        where run_id in (${upwards(runId)} select id from upwards) and status = 'open'`.execute(kysely)
    },
    async reopen(runId) {
      await sql`
        update dead_letters set status = 'open', closed_at = null
        where run_id in (${upwards(runId)} select id from upwards) and status = 'replayed' and new_run_id = ${runId}`.execute(kysely)
    },
    async dismiss(ids, reason, at) {
      const { numUpdatedRows } = await kysely.updateTable('dead_letters').set({ status: 'dismissed', closed_at: at, reason }).where('id', 'in', ids).where('status', '=', 'open').executeTakeFirst()
      return Number(numUpdatedRows)
    },
  }
}
