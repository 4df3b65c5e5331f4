import type { AttemptsTable } from '../schema'

export type QueuedRow = Pick<AttemptsTable, 'step_run_id' | 'number' | 'run_id' | 'priority' | 'turn'>

/** Rows that a line keeps at hand at most; what comes after them is read when they are gone. */
const MOST_KEPT = 4000
/** Rows that are read in one go. */
export const READ_AHEAD = 1000

/**
 * The first of those that wait in a queue and go by no lane, in the order in which they are claimed: whoever claims them
 * need not ask the database, which is asked anew for those that did not fit.
 */
export class ReadyLine {
  #rows: QueuedRow[]
  /** How many of the rows are gone. */
  #gone = 0
  /** Nobody waits beside these rows. */
  #isWhole: boolean

  /** `rows` are the first `most` that wait, or all. */
  constructor(rows: readonly QueuedRow[], most: number) {
    this.#rows = [...rows].sort(inOrder)
    this.#isWhole = rows.length < most
  }

  add(row: QueuedRow): void {
    const last = this.#rows.at(-1)
    if (last === undefined || inOrder(last, row) <= 0) {
      // Behind rows that are not here, nobody knows at which place.
      if (this.#isWhole) this.#rows.push(row)
    } else this.#rows.splice(this.#placeOf(row), 0, row)
    if (this.#rows.length - this.#gone <= MOST_KEPT) return
    this.#rows = this.#rows.slice(this.#gone, this.#gone + MOST_KEPT / 2)
    this.#gone = 0
    this.#isWhole = false
  }

  /** Whether the first `count` are here, or all that wait. */
  has(count: number): boolean {
    return this.#isWhole || this.#rows.length - this.#gone >= count
  }

  /** Up to so many of the first. */
  take(count: number): readonly QueuedRow[] {
    const taken = this.#rows.slice(this.#gone, this.#gone + count)
    this.#gone += taken.length
    if (this.#gone > READ_AHEAD || this.#gone === this.#rows.length) {
      this.#rows = this.#rows.slice(this.#gone)
      this.#gone = 0
    }
    return taken
  }

  #placeOf(row: QueuedRow): number {
    let low = this.#gone
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const there = this.#rows[middle]
      if (there !== undefined && inOrder(there, row) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** By priority, then by turn; of the same turn, as they came to be. */
const inOrder = (one: QueuedRow, other: QueuedRow): number =>
  other.priority - one.priority || (one.turn ?? 0) - (other.turn ?? 0) || (one.step_run_id < other.step_run_id ? -1 : one.step_run_id > other.step_run_id ? 1 : 0)
