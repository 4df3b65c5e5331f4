import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { JobWrites } from '../../ports/write-stores'
import { encodeJson } from '../codecs'
import { prepare } from '../prepared'
import type { JobsTable, Schema } from '../schema'

export function createJobWrites(database: Database.Database, kysely: Kysely<Schema>): JobWrites {
  const put = prepare(database, kysely, (db, params: JobsTable) =>
    db
      .insertInto('jobs')
      .values({ step_run_id: params.step_run_id, run_id: params.run_id, job: params.job })
      .onConflict((conflict) => conflict.column('step_run_id').doUpdateSet((e) => ({ job: e.ref('excluded.job') }))),
  )
  const remove = prepare(database, kysely, (db, params: { step: string }) => db.deleteFrom('jobs').where('step_run_id', '=', params.step))
  return {
    async put(runId, stepRunId, job) {
      put.run({ step_run_id: stepRunId, run_id: runId, job: encodeJson(job) })
    },
    async remove(stepRunId) {
      remove.run({ step: stepRunId })
    },
  }
}
