import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { AttemptKey } from '../../ports/records'
import type { AttemptWrites, Lease, NewAttempt } from '../../ports/write-stores'
import { encodeError } from '../codecs'
import { prepare, prepareInsert } from '../prepared'
import type { AttemptsTable, Schema } from '../schema'
import { AttemptClaims } from './attempt-claims'
import { AttemptTurns } from './attempt-turns'
import { createHeldAttempts } from './held-attempts'

type EndRow = Pick<AttemptsTable, 'step_run_id' | 'number' | 'status' | 'finished_at' | 'error'>

const NEW_COLUMNS = ['step_run_id', 'number', 'run_id', 'status', 'queue', 'priority', 'available_at', 'turn', 'lane', 'lease_owner', 'lease_expires_at', 'started_at'] as const
type NewRow = Pick<AttemptsTable, (typeof NEW_COLUMNS)[number]>

/** New attempts wait for the end of the transaction, and are written together. */
export class AttemptRows {
  readonly #insert
  /** By step run, which begins one at a time. */
  readonly #pending = new Map<string, NewRow>()
  readonly turns: AttemptTurns

  constructor(database: Database.Database, kysely: Kysely<Schema>) {
    this.#insert = prepareInsert(database, kysely, 'attempts', NEW_COLUMNS)
    this.turns = new AttemptTurns(database, kysely)
  }

  add(attempt: NewAttempt, work: { lease: Lease; at: number } | null): void {
    if (this.#pending.has(attempt.stepRunId)) this.writeOut()
    if (work !== null) this.turns.clocks.charge(attempt, attempt.pipelineId)
    this.#pending.set(attempt.stepRunId, {
      step_run_id: attempt.stepRunId,
      number: attempt.number,
      run_id: attempt.runId,
      status: work === null ? 'queued' : 'running',
      queue: attempt.queue,
      priority: attempt.priority,
      available_at: attempt.availableAt,
      turn: work === null ? this.turns.of(attempt) : null,
      lane: attempt.lane,
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
  const claims = new AttemptClaims(rows.turns, database, kysely)
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
  return {
    ...createHeldAttempts(kysely, writeOut),
    async insert(attempt) {
      rows.add(attempt, null)
    },
    async insertRunning(attempt, lease, at) {
      rows.add(attempt, { lease, at })
    },
    async claim(claim) {
      rows.writeOut()
      return claims.claim(claim)
    },
    async laneUse(lane, atMost) {
      rows.writeOut()
      return claims.use(lane, atMost)
    },
    async moveQueued(known, to) {
      writeOut()
      return rows.turns.move(known, to)
    },
    async end(key, to) {
      if (rows.has(key)) rows.writeOut()
      return end.run({ step_run_id: key.stepRunId, number: key.number, status: to.status, finished_at: to.at, error: encodeError(to.error) }) > 0
    },
    async withdraw(key, at) {
      if (rows.has(key)) rows.writeOut()
      withdraw.run({ step_run_id: key.stepRunId, number: key.number, finished_at: at })
    },
    async renewLeases(leases, owner) {
      rows.writeOut()
      for (const { stepRunId, number, expiresAt } of leases) renew.run({ step_run_id: stepRunId, number, owner, expires: expiresAt })
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
