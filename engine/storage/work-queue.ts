/** Taken places that are given back together. */
const MOST_TAKEN = 1024

/** First in, first out; taking one costs the same however many wait, which is not so of a long array's `shift`. */
export class WorkQueue<T> {
  #items: (T | undefined)[] = []
  #taken = 0

  get size(): number {
    return this.#items.length - this.#taken
  }

  add(item: T): void {
    this.#items.push(item)
  }

  take(): T | undefined {
    if (this.size === 0) return undefined
    const item = this.#items[this.#taken]
    this.#items[this.#taken] = undefined
    this.#taken += 1
    if (this.size === 0 || this.#taken > MOST_TAKEN) this.#compact()
    return item
  }

  takeMany(count: number): readonly T[] {
    const taken: T[] = []
    for (let item = this.take(); item !== undefined; item = taken.length < count ? this.take() : undefined) taken.push(item)
    return taken
  }

  /** They come first again, in this order. */
  putBack(items: readonly T[]): void {
    this.#items = [...items, ...this.#items.slice(this.#taken)]
    this.#taken = 0
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#taken)
    this.#taken = 0
  }
}
