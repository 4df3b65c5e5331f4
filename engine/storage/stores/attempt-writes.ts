import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { AttemptKey } from '../../ports/records'
import type { AttemptWrites, Lease, NewAttempt } from '../../ports/write-stores'
import { encodeError } from '../codecs'
import { prepare, prepareInsert } from '../prepared'
import type { AttemptsTable, Schema } from '../schema'

type EndRow = Pick<AttemptsTable, 'step_run_id' | 'number' | 'status' | 'finished_at' | 'error'>
type ClaimRow = { queue: string; now: number; limit: number; owner: string; expires: number }

const NEW_COLUMNS = ['step_run_id', 'number', 'run_id', 'status', 'queue', 'priority', 'available_at', 'lease_owner', 'lease_expires_at', 'started_at'] as const
type NewRow = Pick<AttemptsTable, (typeof NEW_COLUMNS)[number]>

/** New attempts wait for the end of the transaction, and are written together. */
export class AttemptRows {
  readonly #insert
  /** By step run, which begins one at a time. */
  readonly #pending = new Map<string, NewRow>()

  constructor(database: Database.Database, kysely: Kysely<Schema>) {
    this.#insert = prepareInsert(database, kysely, 'attempts', NEW_COLUMNS)
  }

  add(attempt: NewAttempt, work: { lease: Lease; at: number } | null): void {
    if (this.#pending.has(attempt.stepRunId)) this.writeOut()
    this.#pending.set(attempt.stepRunId, {
      step_run_id: attempt.stepRunId,
      number: attempt.number,
      run_id: attempt.runId,
      status: work === null ? 'queued' : 'running',
      queue: attempt.queue,
      priority: attempt.priority,
      available_at: attempt.availableAt,
      lease_owner: work?.lease.owner ?? null,
      lease_expires_at: work?.lease.expiresAt ?? null,
      started_at: work?.at ?? null,
    })
  }

  has({ stepRunId, number }: AttemptKey): boolean {
    return this.#pending.get(stepRunId)?.number === number
  }

  writeOut(): void {
    if (this.#pending.size === 0) return
    const rows = [...this.#pending.values()]
    this.#pending.clear()
    this.#insert(rows)
  }

  forget(): void {
    this.#pending.clear()
  }
}

/** `writeOut` tells the database what was gathered here and elsewhere. */
export function createAttemptWrites(rows: AttemptRows, database: Database.Database, kysely: Kysely<Schema>, writeOut: () => void): AttemptWrites {
  // Statuses are literals, not parameters: only then does the planner use the partial indexes. What it could choose a
  // plan by is no bare parameter: it would plan anew with each claim, which takes ten times as long as claiming.
  const plainText = (value: string) => sql<string>`${value} || ''`
  const plainNumber = (value: number) => sql<number>`${value} + 0`
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
            .where('due.queue', '=', plainText(params.queue))
            .where('due.status', '=', sql.lit('queued' as const))
            .where('due.available_at', '<=', plainNumber(params.now))
            .orderBy('due.priority', 'desc')
            .orderBy('due.available_at')
            .limit(plainNumber(params.limit))
            .$asTuple('step_run_id', 'number'),
        ),
      )
      .returning(['step_run_id', 'number', 'run_id', 'priority']),
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
      rows.add(attempt, null)
    },
    async insertRunning(attempt, lease, at) {
      rows.add(attempt, { lease, at })
    },
    async claim(queue, limit, lease, at) {
      rows.writeOut()
      const taken = claim.all({ queue, limit, now: at, owner: lease.owner, expires: lease.expiresAt })
      return taken.map((row) => ({ stepRunId: row.step_run_id, number: row.number, runId: row.run_id, priority: row.priority }))
    },
    async end(key, to) {
      if (rows.has(key)) rows.writeOut()
      return end.run({ step_run_id: key.stepRunId, number: key.number, status: to.status, finished_at: to.at, error: encodeError(to.error) }) > 0
    },
    async renewLeases(keys, lease) {
      rows.writeOut()
      for (const { stepRunId, number } of keys) renew.run({ step_run_id: stepRunId, number, owner: lease.owner, expires: lease.expiresAt })
    },
    async cancelQueued(runId, at) {
      writeOut()
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
