import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { AttemptWrites } from '../../ports/write-stores'
import { encodeError, toAttempt } from '../codecs'
import { prepare } from '../prepared'
import type { AttemptsTable, Schema } from '../schema'

type EndRow = Pick<AttemptsTable, 'step_run_id' | 'number' | 'status' | 'finished_at' | 'error'>
type ClaimRow = { queue: string; now: number; limit: number; owner: string; expires: number }

export function createAttemptWrites(database: Database.Database, kysely: Kysely<Schema>): AttemptWrites {
  const insert = prepare(database, kysely, (db, params: AttemptsTable) =>
    db.insertInto('attempts').values({
      step_run_id: params.step_run_id,
      number: params.number,
      run_id: params.run_id,
      status: params.status,
      queue: params.queue,
      priority: params.priority,
      available_at: params.available_at,
      lease_owner: params.lease_owner,
      lease_expires_at: params.lease_expires_at,
      started_at: params.started_at,
    }),
  )
  // Statuses are literals, not parameters: only then does the planner use the partial indexes.
  const claim = prepare(database, kysely, (db, params: ClaimRow) =>
    db
      .updateTable('attempts')
      .set({ status: sql.lit('running' as const), lease_owner: params.owner, lease_expires_at: params.expires, started_at: params.now })
      .where((e) =>
        e(
          e.refTuple('step_run_id', 'number'),
          'in',
          e
            .selectFrom('attempts as due')
            .select(['due.step_run_id', 'due.number'])
            .where('due.queue', '=', params.queue)
            .where('due.status', '=', sql.lit('queued' as const))
            .where('due.available_at', '<=', params.now)
            .orderBy('due.priority', 'desc')
            .orderBy('due.available_at')
            .limit(params.limit)
            .$asTuple('step_run_id', 'number'),
        ),
      )
      .returningAll(),
  )
  const end = prepare(database, kysely, (db, params: EndRow) =>
    db
      .updateTable('attempts')
      .set({ status: params.status, finished_at: params.finished_at, error: params.error })
      .where('step_run_id', '=', params.step_run_id)
      .where('number', '=', params.number)
      .where('status', '=', sql.lit('running' as const)),
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
  return {
    async insert(attempt) {
      insert.run({ ...queued(attempt), status: 'queued', lease_owner: null, lease_expires_at: null, started_at: null })
    },
    async insertRunning(attempt, lease, at) {
      insert.run({ ...queued(attempt), status: 'running', lease_owner: lease.owner, lease_expires_at: lease.expiresAt, started_at: at })
    },
    async claim(queue, limit, lease, at) {
      return claim.all({ queue, limit, now: at, owner: lease.owner, expires: lease.expiresAt }).map(toAttempt)
    },
    async end(key, to) {
      return end.run({ step_run_id: key.stepRunId, number: key.number, status: to.status, finished_at: to.at, error: encodeError(to.error) }) > 0
    },
    async renewLeases(keys, lease) {
      for (const { stepRunId, number } of keys) renew.run({ step_run_id: stepRunId, number, owner: lease.owner, expires: lease.expiresAt })
    },
    async cancelQueued(runId, at) {
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

const queued = (attempt: Parameters<AttemptWrites['insert']>[0]) => ({
  step_run_id: attempt.stepRunId,
  number: attempt.number,
  run_id: attempt.runId,
  queue: attempt.queue,
  priority: attempt.priority,
  available_at: attempt.availableAt,
  finished_at: null,
  error: null,
})
