import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import { decodeJson, toItemIndex } from '../codecs'
import { isAmong } from '../columns'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

const ENDED = ['succeeded', 'failed', 'skipped', 'cancelled'] as const

/** Few steps have a job elsewhere: each is looked up by its id. */
export function createJobReads(database: Database.Database, db: Kysely<Schema>): Pick<ReadStores, 'leftJobs'> {
  const left = prepare(database, db, (kysely, params: { limit: number }) =>
    kysely
      .selectFrom('jobs')
      .crossJoin('step_runs')
      .whereRef('step_runs.id', '=', 'jobs.step_run_id')
      .where(isAmong('step_runs.status', ENDED))
      .select(['step_runs.run_id', 'step_run_id', 'step_id', 'item_index', 'attempt', 'kind', 'status', 'job'])
      .limit(params.limit),
  )
  return {
    async leftJobs(limit) {
      return left.all({ limit }).map((row) => ({
        runId: row.run_id,
        stepRunId: row.step_run_id,
        stepId: row.step_id,
        itemIndex: toItemIndex(row.item_index),
        attempt: row.attempt,
        kind: row.kind,
        status: row.status,
        job: decodeJson(row.job),
      }))
    },
  }
}
