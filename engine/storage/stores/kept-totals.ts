/** Counting takes this part of the time at most. */
const PART = 1 / 20
const MOST_KEPT = 50

/**
 * Totals that took long to count, for as long as that is worth it: who shows a list asks again with each change, and of a
 * million runs nobody needs to know each moment whether it is one more.
 */
export class KeptTotals {
  readonly #kept = new Map<string, { readonly total: number; readonly until: number }>()

  /** Null when it has to be counted. */
  of(key: string): number | null {
    const kept = this.#kept.get(key)
    return kept === undefined || kept.until < performance.now() ? null : kept.total
  }

  /** `since`: when counting began, by `performance.now`. */
  keep(key: string, total: number, since: number): void {
    const now = performance.now()
    this.#kept.delete(key)
    this.#kept.set(key, { total, until: now + (now - since) / PART })
    const oldest = this.#kept.keys().next()
    if (this.#kept.size > MOST_KEPT && !oldest.done) this.#kept.delete(oldest.value)
  }
}
