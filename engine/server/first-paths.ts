/**
 * Of any number of paths, the first so many in order that come after a given one. Holds no more than these, and tells
 * which folders need not be looked into.
 */
export class FirstPaths {
  readonly #after: string
  readonly #limit: number
  /** In order; one more than is asked for, to know whether there are more. */
  readonly #kept: string[] = []

  constructor(limit: number, after = '') {
    this.#limit = limit
    this.#after = after
  }

  get paths(): readonly string[] {
    return this.#kept.slice(0, this.#limit)
  }

  get hasMore(): boolean {
    return this.#kept.length > this.#limit
  }

  add(path: string): void {
    if (path <= this.#after || path >= this.#bound) return
    this.#kept.splice(this.#placeOf(path), 0, path)
    if (this.#kept.length > this.#limit + 1) this.#kept.pop()
  }

  /** Whether a path that begins so could still be among them. */
  mayHold(prefix: string): boolean {
    const allBefore = prefix < this.#after && !this.#after.startsWith(prefix)
    return !allBefore && prefix < this.#bound
  }

  /** What is not before this one has no place any more. */
  get #bound(): string {
    return this.#kept[this.#limit] ?? LAST
  }

  #placeOf(path: string): number {
    let low = 0
    let high = this.#kept.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#kept[middle] ?? LAST) < path) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Comes after every path. */
const LAST = '\uffff\uffff'
