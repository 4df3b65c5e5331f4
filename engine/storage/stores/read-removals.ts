import { sql, type Kysely } from 'kysely'
import { firstIdAt } from '../../core/shared/id-time'
import type { ReadStores } from '../../ports/read-stores'
import type { Schema } from '../schema'

type RemovalReads = Pick<ReadStores, 'removableRuns' | 'removals'>

/**
 * Ended, and nobody's origin: a run that another took outputs over from stays as long as that one. Nor the child of an
 * open run, whose step would not find it and start another.
 */
const removable = sql<boolean>`finished_at is not null and not exists (select 1 from runs as later where later.origin_run_id = runs.id)
  and not exists (select 1 from runs as above where above.id = runs.parent_run_id and above.finished_at is null)`

export function createRemovalReads(db: Kysely<Schema>): RemovalReads {
  return {
    async removableRuns({ endedBefore, mostPerPipeline, limit }) {
      const old = endedBefore === null ? [] : await olderThan(db, endedBefore, limit)
      if (mostPerPipeline === null || old.length >= limit) return old
      const surplus: string[] = [...old]
      for (const { pipeline_id } of await db.selectFrom('pipelines').select('id as pipeline_id').execute()) {
        if (surplus.length >= limit) break
        surplus.push(...(await beyond(db, pipeline_id, mostPerPipeline, limit - surplus.length)))
      }
      return [...new Set(surplus)]
    },
    async removals(limit) {
      const rows = await db.selectFrom('removals').select('run_id').orderBy('removed_at').limit(limit).execute()
      return rows.map(({ run_id }) => run_id)
    },
  }
}

async function olderThan(db: Kysely<Schema>, endedBefore: number, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .where('id', '<', firstIdAt(endedBefore))
    .where('finished_at', '<', endedBefore)
    .where(removable)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** The oldest that came before the newest `most` of a pipeline. */
async function beyond(db: Kysely<Schema>, pipelineId: string, most: number, limit: number): Promise<readonly string[]> {
  const oldestKept = await db.selectFrom('runs').select('id').where('pipeline_id', '=', pipelineId).orderBy('id', 'desc').offset(most - 1).limit(1).executeTakeFirst()
  if (oldestKept === undefined) return []
  const rows = await db.selectFrom('runs').select('id').where('pipeline_id', '=', pipelineId).where('id', '<', oldestKept.id).where(removable).orderBy('id').limit(limit).execute()
  return rows.map(({ id }) => id)
}
