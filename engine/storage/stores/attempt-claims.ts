import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { Claim, Claimed, DueAttempt, LaneUse } from '../../ports/write-stores'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import type { AttemptTurns } from './attempt-turns'
import { type QueuedRow, READ_AHEAD, ReadyLine } from './ready-line'

/** Those of a lane that are next, and how far they have been looked through. */
interface Heads {
  readonly lane: string
  readonly rows: readonly QueuedRow[]
  next: number
}

const QUEUED_COLUMNS = ['step_run_id', 'number', 'run_id', 'priority', 'turn'] as const
const NO_LANE = ''

/** What claiming needs of the attempts that are gathered. */
interface Gathered {
  /** An attempt that was queued is at work from now on. */
  begin(row: QueuedRow, lane: string, claim: Claim): void
  /** Tells the database of all of them. */
  writeOut(): void
}

/** How attempts are claimed: by priority and turn, with an eye on the places of lanes. */
export class AttemptClaims {
  readonly #turns: AttemptTurns
  readonly #gathered: Gathered
  /** Of each queue, those that go by no lane. */
  readonly #lines = new Map<string, ReadyLine>()
  /** Queues in which nothing waits for a lane. */
  readonly #withoutLanes = new Set<string>()
  readonly #nextLane
  readonly #heads
  readonly #held
  readonly #waiting

  constructor(gathered: Gathered, turns: AttemptTurns, database: Database.Database, kysely: Kysely<Schema>) {
    this.#gathered = gathered
    this.#turns = turns
    // Statuses are literals, not parameters: only then does the planner use the partial indexes. What it could choose a
    // plan by is no bare parameter: it would plan anew with each claim, which takes ten times as long as claiming.
    const plainText = (value: string) => sql<string>`${value} || ''`
    const plainNumber = (value: number) => sql<number>`${value} + 0`
    const queued = sql.lit('queued' as const)
    const running = sql.lit('running' as const)
    this.#nextLane = prepare(database, kysely, (db, params: { queue: string; after: string }) =>
      db
        .selectFrom('attempts')
        .select('lane')
        .where('queue', '=', plainText(params.queue))
        .where('lane', '>', plainText(params.after))
        .where('status', '=', queued)
        .where('turn', 'is not', null)
        .orderBy('lane')
        .limit(1),
    )
    this.#heads = prepare(database, kysely, (db, params: { queue: string; lane: string; limit: number }) =>
      db
        .selectFrom('attempts')
        .select(QUEUED_COLUMNS)
        .where('queue', '=', plainText(params.queue))
        .where('lane', '=', plainText(params.lane))
        .where('status', '=', queued)
        .where('turn', 'is not', null)
        .orderBy('priority', 'desc')
        .orderBy('turn')
        .limit(plainNumber(params.limit)),
    )
    const count = (status: typeof queued | typeof running, hasTurn: boolean) =>
      prepare(database, kysely, (db, params: { lane: string; most: number }) =>
        db
          .selectFrom((from) =>
            from
              .selectFrom('attempts')
              .select('lane')
              .where('lane', '=', plainText(params.lane))
              .where('lane', '<>', sql.lit(NO_LANE))
              .where('status', '=', status)
              .$if(hasTurn, (due) => due.where('turn', 'is not', null))
              .limit(plainNumber(params.most))
              .as('open'),
          )
          .select((e) => e.fn.countAll<number>().as('count')),
      )
    this.#held = count(running, false)
    this.#waiting = count(queued, true)
  }

  /** An attempt waits from now on, with a turn of its own. */
  queued(row: QueuedRow, { queue, lane }: { readonly queue: string; readonly lane: string }): void {
    if (lane === NO_LANE) this.#lines.get(queue)?.add(row)
    else this.#withoutLanes.delete(queue)
  }

  /** What waits is looked up anew. */
  forget(): void {
    this.#lines.clear()
    this.#withoutLanes.clear()
  }

  use(lane: string, most: number): LaneUse {
    this.#gathered.writeOut()
    return { held: this.#held.get({ lane, most })?.count ?? 0, waiting: this.#waiting.get({ lane, most })?.count ?? 0 }
  }

  claim(claim: Claim): Claimed {
    const { queue, at } = claim
    if (this.#turns.isAnyDue(queue, at)) {
      this.#gathered.writeOut()
      this.#turns.promote(queue, at)
      this.forget()
    }
    if (this.#withoutLanes.has(queue)) return { attempts: this.#claimWithout(claim), heldBack: [] }
    this.#gathered.writeOut()
    const lanes = this.#lanesIn(queue)
    if (lanes.length > 0) {
      this.#lines.delete(queue)
      return this.#claimAmong(claim, lanes)
    }
    this.#withoutLanes.add(queue)
    return { attempts: this.#claimWithout(claim), heldBack: [] }
  }

  /** One look for each lane, and one more. */
  #lanesIn(queue: string): readonly string[] {
    const lanes: string[] = []
    for (let row = this.#nextLane.get({ queue, after: NO_LANE }); row !== undefined; row = this.#nextLane.get({ queue, after: row.lane })) lanes.push(row.lane)
    return lanes
  }

  #claimWithout(claim: Claim): readonly DueAttempt[] {
    const { queue, limit } = claim
    const rows = this.#lineWith(queue, limit).take(limit)
    for (const row of rows) {
      this.#turns.clocks.begun({ queue, lane: NO_LANE, priority: row.priority }, row.turn ?? 0)
      this.#gathered.begin(row, NO_LANE, claim)
    }
    if (rows.length < limit) this.#turns.clocks.emptied({ queue, lane: NO_LANE })
    return rows.map((row) => toDue(row, NO_LANE))
  }

  #lineWith(queue: string, count: number): ReadyLine {
    const known = this.#lines.get(queue)
    if (known?.has(count) === true) return known
    this.#gathered.writeOut()
    const limit = Math.max(READ_AHEAD, count)
    const line = new ReadyLine(this.#heads.all({ queue, lane: NO_LANE, limit }), limit)
    this.#lines.set(queue, line)
    return line
  }

  #claimAmong(claim: Claim, lanes: readonly string[]): Claimed {
    const { queue, limit } = claim
    const heldBack: { lane: string; priority: number }[] = []
    const heads: Heads[] = []
    for (const lane of [NO_LANE, ...lanes]) {
      const room = lane === NO_LANE ? limit : Math.min(limit, claim.room(lane, this.#held.get({ lane, most: Number.MAX_SAFE_INTEGER })?.count ?? 0))
      // One more than can begin tells whether any is held back.
      const rows = this.#heads.all({ queue, lane, limit: Math.max(0, room) + 1 })
      const [first] = rows.slice(Math.max(0, room))
      if (lane !== NO_LANE && room < limit && first !== undefined) heldBack.push({ lane, priority: first.priority })
      if (first === undefined) this.#turns.clocks.emptied({ queue, lane })
      heads.push({ lane, rows: rows.slice(0, Math.max(0, room)), next: 0 })
    }
    const attempts: DueAttempt[] = []
    for (let best = this.#best(queue, heads); best !== null && attempts.length < limit; best = this.#best(queue, heads)) {
      const { row, from } = best
      from.next += 1
      this.#turns.clocks.begun({ queue, lane: from.lane, priority: row.priority }, row.turn ?? 0)
      this.#gathered.begin(row, from.lane, claim)
      attempts.push(toDue(row, from.lane))
    }
    return { attempts, heldBack }
  }

  /** The first of the lanes' next ones. */
  #best(queue: string, heads: readonly Heads[]): { readonly row: QueuedRow; readonly from: Heads } | null {
    let best: { readonly row: QueuedRow; readonly from: Heads; readonly place: number } | null = null
    for (const from of heads) {
      const row = from.rows[from.next]
      if (row === undefined) continue
      const place = this.#turns.clocks.placeOf({ queue, lane: from.lane, priority: row.priority }, row.turn ?? 0)
      if (
        best === null ||
        row.priority > best.row.priority ||
        (row.priority === best.row.priority && (place < best.place || (place === best.place && row.step_run_id < best.row.step_run_id)))
      )
        best = { row, from, place }
    }
    return best
  }
}

const toDue = ({ step_run_id, number, run_id, priority }: QueuedRow, lane: string): DueAttempt => ({
  stepRunId: step_run_id,
  number,
  runId: run_id,
  priority,
  lane,
})
