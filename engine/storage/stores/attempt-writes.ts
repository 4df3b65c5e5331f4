import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { AttemptWrites } from '../../ports/write-stores'
import { encodeError } from '../codecs'
import { prepare } from '../prepared'
import type { AttemptsTable, Schema } from '../schema'
import type { AttemptRows } from './attempt-rows'
import { createHeldAttempts } from './held-attempts'

type EndRow = Pick<AttemptsTable, 'step_run_id' | 'number' | 'status' | 'finished_at' | 'error'>

/** `writeOut` tells the database what was gathered here and elsewhere. */
export function createAttemptWrites(rows: AttemptRows, database: Database.Database, kysely: Kysely<Schema>, writeOut: () => void): AttemptWrites {
  const end = prepare(database, kysely, (db, params: EndRow) =>
    db
      .updateTable('attempts')
      .set({ status: params.status, finished_at: params.finished_at, error: params.error })
      .where('step_run_id', '=', params.step_run_id)
      .where('number', '=', params.number)
      .where('status', '=', sql.lit('running' as const)),
  )
  const withdraw = prepare(database, kysely, (db, params: Pick<EndRow, 'step_run_id' | 'number' | 'finished_at'>) =>
    db
      .updateTable('attempts')
      .set({ status: sql.lit('cancelled' as const), finished_at: params.finished_at })
      .where('step_run_id', '=', params.step_run_id)
      .where('number', '=', params.number)
      .where('status', '=', sql.lit('queued' as const)),
  )
  const renew = prepare(database, kysely, (db, params: { step_run_id: string; number: number; owner: string; expires: number }) =>
    db
      .updateTable('attempts')
      .set({ lease_expires_at: params.expires })
      .where('step_run_id', '=', params.step_run_id)
      .where('number', '=', params.number)
      .where('lease_owner', '=', params.owner)
      .where('status', '=', sql.lit('running' as const)),
  )
  /** For what looks at, or changes, attempts that are queued: the database knows of all, and what waits is looked up anew. */
  const inDatabase = () => {
    writeOut()
    rows.look()
  }
  return {
    ...createHeldAttempts(kysely, inDatabase),
    async insert(attempt) {
      rows.add(attempt, null)
    },
    async insertRunning(attempt, lease, at) {
      rows.add(attempt, { lease, at })
    },
    async claim(claim) {
      return rows.claims.claim(claim)
    },
    async laneUse(lane, atMost) {
      return rows.claims.use(lane, atMost)
    },
    async moveQueued(known, to) {
      inDatabase()
      return rows.turns.move(known, to)
    },
    async end(key, to) {
      const ended = rows.end(key, to)
      if (ended !== null) return ended
      rows.writeOut()
      return end.run({ step_run_id: key.stepRunId, number: key.number, status: to.status, finished_at: to.at, error: encodeError(to.error) }) > 0
    },
    async withdraw(key, at) {
      inDatabase()
      withdraw.run({ step_run_id: key.stepRunId, number: key.number, finished_at: at })
    },
    async renewLeases(leases, owner) {
      rows.writeOut()
      for (const { stepRunId, number, expiresAt } of leases) renew.run({ step_run_id: stepRunId, number, owner, expires: expiresAt })
    },
    async cancelQueued(runId, at) {
      inDatabase()
      const result = await kysely
        .updateTable('attempts')
        .set({ status: 'cancelled', finished_at: at })
        .where('step_run_id', 'in', kysely.selectFrom('step_runs').select('id').where('run_id', '=', runId).where('attempt', '>', 0))
        .where('status', '=', sql.lit('queued' as const))
        .executeTakeFirst()
      return Number(result.numUpdatedRows)
    },
  }
}
