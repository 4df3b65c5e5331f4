import type { EngineError } from '../core/shared/engine-error'
import type { Window } from '../ports/read-stores'
import { BATCH } from './due-rows'
import { isRefusal, isRefusalToAll } from './storage-patience'

export interface PagedRows<T> {
  /** In an order that stays; those that were dealt with are not among them any more. */
  readonly read: (window: Window) => Promise<readonly T[]>
  readonly keyOf: (row: T) => string
  /** Answers what it threw. */
  readonly work: (rows: readonly T[]) => Promise<readonly EngineError[]>
}

/**
 * Deals with all rows, some at a time, each at most once: those that cannot be dealt with stand before the others, and are passed
 * by. Ends early when the storage refuses, for it would refuse what comes next as well; that is answered, and so is damage.
 */
export async function inPages<T>({ read, keyOf, work }: PagedRows<T>): Promise<{ readonly done: number; readonly refusal: EngineError | null }> {
  const seen = new Set<string>()
  let done = 0
  let refusal: EngineError | null = null
  for (let skip = 0; ; ) {
    const page = await read({ skip, limit: BATCH })
    const rows = page.filter((row) => !seen.has(keyOf(row)))
    for (const row of rows) seen.add(keyOf(row))
    const failures = await work(rows)
    done += rows.length - failures.length
    refusal ??= failures.find(isRefusal) ?? null
    if (failures.some(isRefusalToAll) || page.length < BATCH) return { done, refusal }
    // What was seen before and is there again is in the way as well.
    skip += failures.length + page.length - rows.length
  }
}
