import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

type ControlReads = Pick<ReadStores, 'pausedRuns' | 'stillAtWork' | 'groupStanding' | 'waitingGroups'>

/** Holders of a group that are named; more help nobody. */
const MOST_NAMED = 20

const isOpenInGroup = sql<boolean>`group_name is not null and finished_at is null`

export function createRunControlReads(database: Database.Database, db: Kysely<Schema>): ControlReads {
  // Read whenever something moves and a screen looks on.
  const paused = prepare(database, db, (kysely, _params: Record<never, never>) =>
    kysely
      .selectFrom('runs')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('paused_at', 'is not', null),
  )
  const inGroup = (pipelineId: string, groupName: string) => db.selectFrom('runs').where('pipeline_id', '=', pipelineId).where('group_name', '=', groupName).where('finished_at', 'is', null)
  return {
    async pausedRuns() {
      return Number(paused.get({})?.count ?? 0)
    },
    async stillAtWork(runId) {
      // By the index of what is at work, of which there are as many as there are places, and not by the run's steps.
      const { count } = await db
        .selectFrom('attempts')
        .select((e) => e.fn.countAll<number>().as('count'))
        .where('status', '=', sql.lit('running' as const))
        .where('lease_expires_at', 'is not', null)
        .where('run_id', '=', runId)
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    async groupStanding({ id, pipelineId, groupName, priority }) {
      // Not by `id` as it is: SQLite would look through all runs of the pipeline for its order.
      const holders = await inGroup(pipelineId, groupName ?? '').where('admitted_at', 'is not', null).select(['id', 'external_id']).orderBy(sql`id || ''`).limit(MOST_NAMED).execute()
      const { ahead } = await inGroup(pipelineId, groupName ?? '')
        .where('admitted_at', 'is', null)
        .where('paused_at', 'is', null)
        .where((e) => e.or([e('priority', '>', priority), e.and([e('priority', '=', priority), e('id', '<', id)])]))
        .select((e) => e.fn.countAll<number>().as('ahead'))
        .executeTakeFirstOrThrow()
      const newest = await inGroup(pipelineId, groupName ?? '').select('version_id').orderBy('version', 'desc').limit(1).executeTakeFirst()
      return { holders: holders.map((run) => ({ runId: run.id, externalId: run.external_id })), ahead: Number(ahead), newestVersionId: newest?.version_id ?? null }
    },
    async waitingGroups(limit) {
      const rows = await db
        .selectFrom('runs')
        .where(isOpenInGroup)
        .groupBy(['pipeline_id', 'group_name'])
        .having(sql<boolean>`sum(admitted_at is null and paused_at is null) > 0`)
        // The others are those of the row that has the highest version.
        .select(['version_id', 'id', (e) => e.fn.max('version').as('version'), sql<number>`count(admitted_at)`.as('held')])
        .limit(limit)
        .execute()
      return rows.map(({ id, version_id, held }) => ({ runId: id, versionId: version_id, held: Number(held) }))
    },
  }
}
