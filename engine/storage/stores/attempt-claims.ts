import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { Claim, Claimed, DueAttempt, LaneUse } from '../../ports/write-stores'
import { prepare } from '../prepared'
import type { AttemptsTable, Schema } from '../schema'
import type { AttemptTurns } from './attempt-turns'

type Lease = { readonly owner: string; readonly expires: number; readonly now: number }
type QueuedRow = Pick<AttemptsTable, 'step_run_id' | 'number' | 'run_id' | 'priority' | 'turn'>

/** Those of a lane that are next, and how far they have been looked through. */
interface Heads {
  readonly lane: string
  readonly rows: readonly QueuedRow[]
  next: number
}

const QUEUED_COLUMNS = ['step_run_id', 'number', 'run_id', 'priority', 'turn'] as const
const NO_LANE = ''

/** How attempts are claimed: by priority and turn, with an eye on the places of lanes. What is gathered must be written out before. */
export class AttemptClaims {
  readonly #turns: AttemptTurns
  readonly #claimMany
  readonly #claimOne
  readonly #nextLane
  readonly #heads
  readonly #held
  readonly #waiting

  constructor(turns: AttemptTurns, database: Database.Database, kysely: Kysely<Schema>) {
    this.#turns = turns
    // Statuses are literals, not parameters: only then does the planner use the partial indexes. What it could choose a
    // plan by is no bare parameter: it would plan anew with each claim, which takes ten times as long as claiming.
    const plainText = (value: string) => sql<string>`${value} || ''`
    const plainNumber = (value: number) => sql<number>`${value} + 0`
    const queued = sql.lit('queued' as const)
    const running = sql.lit('running' as const)
    this.#claimMany = prepare(database, kysely, (db, params: Lease & { queue: string; limit: number }) =>
      db
        .updateTable('attempts')
        .set({ status: running, lease_owner: params.owner, lease_expires_at: params.expires, started_at: params.now })
        .where((e) =>
          e(
            e.refTuple('step_run_id', 'number'),
            'in',
            e
              .selectFrom('attempts as due')
              .select(['due.step_run_id', 'due.number'])
              .where('due.queue', '=', plainText(params.queue))
              .where('due.lane', '=', sql.lit(NO_LANE))
              .where('due.status', '=', queued)
              .where('due.turn', 'is not', null)
              .orderBy('due.priority', 'desc')
              .orderBy('due.turn')
              .limit(plainNumber(params.limit))
              .$asTuple('step_run_id', 'number'),
          ),
        )
        .returning(QUEUED_COLUMNS),
    )
    this.#claimOne = prepare(database, kysely, (db, params: Lease & { step_run_id: string; number: number }) =>
      db
        .updateTable('attempts')
        .set({ status: running, lease_owner: params.owner, lease_expires_at: params.expires, started_at: params.now })
        .where('step_run_id', '=', params.step_run_id)
        .where('number', '=', params.number)
        .where('status', '=', queued),
    )
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

  use(lane: string, most: number): LaneUse {
    return { held: this.#held.get({ lane, most })?.count ?? 0, waiting: this.#waiting.get({ lane, most })?.count ?? 0 }
  }

  claim(claim: Claim): Claimed {
    const { queue, at } = claim
    this.#turns.promote(queue, at)
    const lanes = this.#lanesIn(queue)
    return lanes.length === 0 ? { attempts: this.#claimWithout(claim), heldBack: [] } : this.#claimAmong(claim, lanes)
  }

  /** One look for each lane, and one more: whoever uses no lanes pays for one. */
  #lanesIn(queue: string): readonly string[] {
    const lanes: string[] = []
    for (let row = this.#nextLane.get({ queue, after: NO_LANE }); row !== undefined; row = this.#nextLane.get({ queue, after: row.lane })) lanes.push(row.lane)
    return lanes
  }

  #claimWithout({ queue, limit, owner, at, leaseMs }: Claim): readonly DueAttempt[] {
    const rows = this.#claimMany.all({ queue, limit, owner, now: at, expires: at + leaseMs(NO_LANE) }).sort(inOrder)
    for (const { priority, turn } of rows) this.#turns.clocks.begun({ queue, lane: NO_LANE, priority }, turn ?? 0)
    if (rows.length < limit) this.#turns.clocks.emptied({ queue, lane: NO_LANE })
    return rows.map((row) => toDue(row, NO_LANE))
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
      this.#claimOne.run({ step_run_id: row.step_run_id, number: row.number, owner: claim.owner, now: claim.at, expires: claim.at + claim.leaseMs(from.lane) })
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

/** As the database found them, before it changed them in an order of its own. */
const inOrder = (one: QueuedRow, other: QueuedRow): number =>
  other.priority - one.priority || (one.turn ?? 0) - (other.turn ?? 0) || (one.step_run_id < other.step_run_id ? -1 : 1)

const toDue = ({ step_run_id, number, run_id, priority }: QueuedRow, lane: string): DueAttempt => ({
  stepRunId: step_run_id,
  number,
  runId: run_id,
  priority,
  lane,
})
