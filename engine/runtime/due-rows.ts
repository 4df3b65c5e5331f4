import type { EngineError } from '../core/shared/engine-error'
import { isRefusalToAll } from './storage-patience'

export interface DueReads {
  /** Those whose time has come, the most overdue first. */
  due(now: number, limit: number): Promise<readonly string[]>
  /** When the first of those comes that come later. */
  next(after: number): Promise<number | null>
}

/** Rows looked at in one go: bounds each transaction. */
export const BATCH = 100

/** Rows that are to be ended at a time of their own, such as timers. */
export class DueRows {
  readonly #read: DueReads
  /** How many could not be ended when they were looked at last: others stand behind them. */
  #stuck = 0

  constructor(read: DueReads) {
    this.#read = read
  }

  /**
   * `end` answers what it threw. Answers when to come again: now when there may be more; null when the storage refuses, for
   * it would refuse what comes next as well. What is stuck waits until somebody comes.
   */
  async endDue(now: number, end: (ids: readonly string[]) => Promise<readonly EngineError[]>): Promise<number | null> {
    const limit = BATCH + this.#stuck
    const due = await this.#read.due(now, limit)
    const failures = await end(due)
    if (failures.some(isRefusalToAll)) return null
    this.#stuck = failures.length
    return due.length === limit ? now : this.#read.next(now)
  }
}
