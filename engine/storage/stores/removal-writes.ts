import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { RemovalWrites } from '../../ports/write-stores'
import { pragmaNumber } from '../pragma-number'
import type { Schema } from '../schema'

/** What hangs on a run, in the order in which it is removed: attempts are found by the steps they belong to. */
const PARTS = ['attempts', 'step_runs', 'run_events', 'log_chunks', 'usages', 'approvals', 'jobs', 'dead_letters'] as const
type Part = (typeof PARTS)[number]

/** `writeOut` and `forget` are those of the gathered writes: what is known of a row that goes must go with it. */
export function createRemovalWrites(database: Database.Database, kysely: Kysely<Schema>, { writeOut, forget }: { writeOut(): void; forget(): void }): RemovalWrites {
  return {
    async begin(runId, at) {
      writeOut()
      const { numDeletedRows } = await kysely.deleteFrom('runs').where('id', '=', runId).where('finished_at', 'is not', null).executeTakeFirst()
      if (numDeletedRows === 0n) return false
      await kysely
        .insertInto('removals')
        .values({ run_id: runId, removed_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      forget()
      return true
    },
    async removeRows(runId, limit) {
      writeOut()
      for (const part of PARTS) {
        const removed = await removeFrom(kysely, part, runId, limit)
        if (removed > 0) {
          forget()
          return removed
        }
      }
      return 0
    },
    async finish(runId) {
      const held = await kysely.deleteFrom('artifact_refs').where('run_id', '=', runId).returning('sha256').execute()
      await kysely.deleteFrom('removals').where('run_id', '=', runId).execute()
      return held.map(({ sha256 }) => sha256)
    },
    async unheld(artifacts) {
      if (artifacts.length === 0) return []
      writeOut()
      const held = await kysely.selectFrom('artifact_refs').select('sha256').distinct().where('sha256', 'in', artifacts).execute()
      const known = new Set(held.map(({ sha256 }) => sha256))
      return artifacts.filter((sha256) => !known.has(sha256))
    },
    async giveBack(pages) {
      const one = database.prepare('pragma incremental_vacuum(1)')
      const left = () => pragmaNumber(database, 'freelist_count')
      // One at a time: more would come as rows, of which a statement that is run gives only the first.
      for (let count = Math.min(pages, left()); count > 0; count--) one.run()
      return left()
    },
  }
}

async function removeFrom(kysely: Kysely<Schema>, part: Part, runId: string, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await statement(part, runId, limit).execute(kysely)
  return Number(numAffectedRows)
}

function statement(part: Part, runId: string, limit: number) {
  switch (part) {
    case 'attempts':
      return sql`delete from attempts where (step_run_id, number) in (
        select attempts.step_run_id, attempts.number from step_runs cross join attempts on attempts.step_run_id = step_runs.id where step_runs.run_id = ${runId} limit ${limit})`
    case 'step_runs':
      return sql`delete from step_runs where id in (select id from step_runs where run_id = ${runId} limit ${limit})`
    case 'run_events':
      return sql`delete from run_events where run_id = ${runId} and seq in (select seq from run_events where run_id = ${runId} order by seq limit ${limit})`
    case 'log_chunks':
      return sql`delete from log_chunks where run_id = ${runId} and first_seq in (select first_seq from log_chunks where run_id = ${runId} order by first_seq limit ${limit})`
    case 'usages':
    case 'approvals':
    case 'jobs':
    case 'dead_letters':
      // Few rows a run.
      return sql`delete from ${sql.table(part)} where run_id = ${runId}`
  }
}
