import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import { FairTurns, type Line } from '../../core/queues/fair-turns'
import type { NewAttempt } from '../../ports/write-stores'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

/** Retries that are given their turn in one go: bounds what a claim does beside claiming. */
const MOST_PROMOTED = 1000

/** The turns of a database: its virtual clocks are kept in memory, and built anew from what is queued by whoever asks first. */
export class AttemptTurns {
  readonly #later
  readonly #setTurn
  readonly #queued
  readonly #nextQueue
  readonly #inQueue
  readonly #move
  readonly #firstLater
  /** When the first attempt of each queue that has no turn yet is due; absent: to be looked up. */
  readonly #laterAt = new Map<string, number>()
  #turns: FairTurns | null = null

  constructor(database: Database.Database, kysely: Kysely<Schema>) {
    this.#later = prepare(database, kysely, (db, params: { queue: string; now: number; limit: number }) =>
      db
        .selectFrom('attempts')
        .innerJoin('runs', 'runs.id', 'attempts.run_id')
        .select(['attempts.step_run_id', 'attempts.number', 'attempts.lane', 'attempts.priority', 'runs.pipeline_id'])
        // No bare parameters where a plan could depend on them: it would be made anew each time.
        .where('attempts.queue', '=', sql<string>`${params.queue} || ''`)
        .where('attempts.status', '=', sql.lit('queued' as const))
        .where('attempts.turn', 'is', null)
        .where('attempts.available_at', '<=', sql<number>`${params.now} + 0`)
        .orderBy('attempts.available_at')
        .limit(sql<number>`${params.limit} + 0`),
    )
    this.#firstLater = prepare(database, kysely, (db, params: { queue: string }) =>
      db
        .selectFrom('attempts')
        .select('available_at')
        .where('queue', '=', sql<string>`${params.queue} || ''`)
        .where('status', '=', sql.lit('queued' as const))
        .where('turn', 'is', null)
        .orderBy('available_at')
        .limit(1),
    )
    this.#setTurn = prepare(database, kysely, (db, params: { step_run_id: string; number: number; turn: number }) =>
      db.updateTable('attempts').set({ turn: params.turn }).where('step_run_id', '=', params.step_run_id).where('number', '=', params.number),
    )
    this.#queued = prepare(database, kysely, (db, _params: Record<never, never>) =>
      db
        .selectFrom('attempts')
        .innerJoin('runs', 'runs.id', 'attempts.run_id')
        .select((e) => [
          'attempts.queue',
          'attempts.lane',
          'attempts.priority',
          'runs.pipeline_id',
          e.fn.min('attempts.turn').as('first'),
          e.fn.max('attempts.turn').as('last'),
        ])
        .where('attempts.status', '=', sql.lit('queued' as const))
        .where('attempts.turn', 'is not', null)
        .groupBy(['attempts.queue', 'attempts.lane', 'attempts.priority', 'runs.pipeline_id']),
    )
    const nextQueue = (hasTurn: 'is' | 'is not') =>
      prepare(database, kysely, (db, params: { after: string }) =>
        db
          .selectFrom('attempts')
          .select('queue')
          .where('queue', '>', sql<string>`${params.after} || ''`)
          .where('status', '=', sql.lit('queued' as const))
          .where('turn', hasTurn, null)
          .orderBy('queue')
          .limit(1),
      )
    this.#nextQueue = [nextQueue('is'), nextQueue('is not')]
    this.#inQueue = prepare(database, kysely, (db, params: { queue: string }) =>
      db
        .selectFrom('attempts')
        .innerJoin('runs', 'runs.id', 'attempts.run_id')
        .select(['attempts.step_run_id', 'attempts.number', 'attempts.lane', 'attempts.priority', 'attempts.turn', 'runs.pipeline_id'])
        .where('attempts.queue', '=', params.queue)
        .where('attempts.status', '=', sql.lit('queued' as const))
        .orderBy('attempts.turn'),
    )
    this.#move = prepare(database, kysely, (db, params: { step_run_id: string; number: number; queue: string; turn: number | null }) =>
      db
        .updateTable('attempts')
        .set({ queue: params.queue, turn: params.turn })
        .where('step_run_id', '=', params.step_run_id)
        .where('number', '=', params.number),
    )
  }

  /** What waits in queues other than the known ones waits in one of them from now on. */
  move(known: readonly string[], to: string): readonly { readonly queue: string; readonly count: number }[] {
    const vanished = [...this.#queuesInUse()].filter((queue) => !known.includes(queue))
    return vanished.map((queue) => {
      const rows = this.#inQueue.all({ queue })
      for (const { step_run_id, number, lane, priority, turn, pipeline_id } of rows)
        this.#move.run({ step_run_id, number, queue: to, turn: turn === null ? null : this.clocks.give({ queue: to, lane, priority }, pipeline_id) })
      return { queue, count: rows.length }
    })
  }

  #queuesInUse(): ReadonlySet<string> {
    const queues = new Set<string>()
    for (const next of this.#nextQueue) for (let row = next.get({ after: '' }); row !== undefined; row = next.get({ after: row.queue })) queues.add(row.queue)
    return queues
  }

  get clocks(): FairTurns {
    return (this.#turns ??= this.#restored())
  }

  /** Null while its time has not come. */
  of(attempt: NewAttempt): number | null {
    if (attempt.due) return this.clocks.give(attempt, attempt.pipelineId)
    const known = this.#laterAt.get(attempt.queue)
    if (known !== undefined && attempt.availableAt < known) this.#laterAt.set(attempt.queue, attempt.availableAt)
    return null
  }

  /** Whether the time of an attempt that was put off may have come. */
  isAnyDue(queue: string, now: number): boolean {
    return (this.#laterAt.get(queue) ?? -Infinity) <= now
  }

  /** Gives a turn to what was put off, and whose time has come. */
  promote(queue: string, now: number): void {
    for (const { step_run_id, number, lane, priority, pipeline_id } of this.#later.all({ queue, now, limit: MOST_PROMOTED })) {
      const line: Line = { queue, lane, priority }
      this.#setTurn.run({ step_run_id, number, turn: this.clocks.give(line, pipeline_id) })
    }
    this.#laterAt.set(queue, this.#firstLater.get({ queue })?.available_at ?? Infinity)
  }

  /** When attempts that were put off are due is looked up anew. */
  forget(): void {
    this.#laterAt.clear()
  }

  #restored(): FairTurns {
    const turns = new FairTurns()
    turns.restore(
      this.#queued
        .all({})
        .map(({ queue, lane, priority, pipeline_id, first, last }) => ({ queue, lane, priority, flow: pipeline_id, first: Number(first), last: Number(last) })),
    )
    return turns
  }
}
