import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { AttemptKey } from '../../ports/records'
import type { AttemptWrites, Claim, Lease, NewAttempt } from '../../ports/write-stores'
import { encodeError } from '../codecs'
import type { Outlet } from '../outlet'
import { prepareInsert, prepareUpdate } from '../prepared'
import type { AttemptsTable, Schema } from '../schema'
import { AttemptClaims } from './attempt-claims'
import { AttemptTurns } from './attempt-turns'
import type { QueuedRow } from './ready-line'

const NEW_COLUMNS = ['step_run_id', 'number', 'run_id', 'status', 'queue', 'priority', 'available_at', 'turn', 'lane', 'lease_owner', 'lease_expires_at', 'started_at', 'finished_at', 'error'] as const
type NewRow = Pick<AttemptsTable, (typeof NEW_COLUMNS)[number]>
type Work = Pick<AttemptsTable, 'lease_owner' | 'lease_expires_at' | 'started_at'>
type End = Pick<AttemptsTable, 'finished_at' | 'error'>

/** An attempt as the transaction sees it. */
interface Kept {
  readonly stepRunId: string
  readonly number: number
  /** Null when the database knows it. */
  added: NewRow | null
  /** What the database has, or will have once it was added. */
  stored: AttemptsTable['status']
  status: AttemptsTable['status']
  work: Work | null
  end: End | null
}

/**
 * The attempts that transactions work on: those that are new, and those at work that began in this process. What is changed
 * stays here until `writeOut`, and is written once. An attempt that is not here is the database's to judge.
 */
export class AttemptRows {
  readonly #insert
  readonly #updateQueued
  readonly #updateRunning
  /** By step run, which has one at a time. */
  readonly #kept = new Map<string, Kept>()
  readonly #pending = new Set<Kept>()
  readonly turns: AttemptTurns
  readonly claims: AttemptClaims

  constructor(outlet: Outlet, database: Database.Database, kysely: Kysely<Schema>) {
    this.#insert = prepareInsert(outlet, kysely, 'attempts', NEW_COLUMNS)
    const changed = (from: 'queued' | 'running') =>
      prepareUpdate(outlet, kysely, 'attempts', {
        key: ['number', 'step_run_id'],
        condition: sql<boolean>`status = ${sql.lit(from)}`,
        missing: (stepRunId) => `The attempt of the step run ${String(stepRunId)} is not ${from} in the database, as it is known to be.`,
      })
    this.#updateQueued = changed('queued')
    this.#updateRunning = changed('running')
    this.turns = new AttemptTurns(database, kysely)
    this.claims = new AttemptClaims({ begin: (row, lane, claim) => this.#begin(row, lane, claim), writeOut: () => this.writeOut() }, this.turns, database, kysely)
  }

  add(attempt: NewAttempt, work: { lease: Lease; at: number } | null): void {
    if (work !== null) this.turns.clocks.charge(attempt, attempt.pipelineId)
    const status = work === null ? 'queued' : 'running'
    const row: NewRow = {
      step_run_id: attempt.stepRunId,
      number: attempt.number,
      run_id: attempt.runId,
      status,
      queue: attempt.queue,
      priority: attempt.priority,
      available_at: attempt.availableAt,
      turn: work === null ? this.turns.of(attempt) : null,
      lane: attempt.lane,
      lease_owner: work?.lease.owner ?? null,
      lease_expires_at: work?.lease.expiresAt ?? null,
      started_at: work?.at ?? null,
      finished_at: null,
      error: null,
    }
    const kept: Kept = { stepRunId: row.step_run_id, number: row.number, added: row, stored: status, status, work: null, end: null }
    this.#kept.set(kept.stepRunId, kept)
    this.#pending.add(kept)
    if (row.turn !== null) this.claims.queued({ step_run_id: row.step_run_id, number: row.number, run_id: row.run_id, priority: row.priority, turn: row.turn }, row)
  }

  /** False when it is not at work; null when only the database can tell. */
  end({ stepRunId, number }: AttemptKey, to: Parameters<AttemptWrites['end']>[1]): boolean | null {
    const kept = this.#kept.get(stepRunId)
    if (kept?.number !== number) return null
    if (kept.status !== 'running') return false
    kept.status = to.status
    kept.end = { finished_at: to.at, error: encodeError(to.error) }
    this.#pending.add(kept)
    this.#kept.delete(stepRunId)
    return true
  }

  #begin(row: QueuedRow, lane: string, claim: Claim): void {
    const known = this.#kept.get(row.step_run_id)
    const kept: Kept = known?.number === row.number ? known : { stepRunId: row.step_run_id, number: row.number, added: null, stored: 'queued', status: 'queued', work: null, end: null }
    kept.status = 'running'
    kept.work = { lease_owner: claim.owner, lease_expires_at: claim.at + claim.leaseMs(lane), started_at: claim.at }
    this.#kept.set(kept.stepRunId, kept)
    this.#pending.add(kept)
  }

  writeOut(): void {
    if (this.#pending.size === 0) return
    const added: NewRow[] = []
    for (const kept of this.#pending) if (kept.added !== null) added.push({ ...kept.added, status: kept.status, ...kept.work, ...kept.end })
    this.#insert(added)
    for (const kept of this.#pending) {
      if (kept.added === null && kept.status !== kept.stored) {
        const update = kept.stored === 'queued' ? this.#updateQueued : this.#updateRunning
        update([kept.number, kept.stepRunId], { status: kept.status, ...kept.work, ...kept.end })
      }
      kept.added = null
      kept.stored = kept.status
      kept.work = null
      // What waits is kept by its line.
      if (kept.status === 'queued') this.#kept.delete(kept.stepRunId)
    }
    this.#pending.clear()
  }

  forget(): void {
    this.#kept.clear()
    this.#pending.clear()
    this.look()
  }

  /** Others changed what waits: it is looked up anew. */
  look(): void {
    this.claims.forget()
    this.turns.forget()
  }
}
