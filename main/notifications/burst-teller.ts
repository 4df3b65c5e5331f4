/** What happens within so long of the first (ms) belongs together. */
const BURST_MS = 5000

/** So many of a burst are told one by one. */
const MOST_SINGLE = 3

export interface BurstTellerParts<Item> {
  /** Calls back after so long (ms). */
  later(callback: () => void, ms: number): void
  /** Shows one; returns how to take it back. */
  tellOne(item: Item): () => void
  tellMany(items: readonly Item[]): void
}

/**
 * Tells things one by one and at once. When there are too many at a time, they are told as one when the burst is over,
 * and those of them that were told before are taken back.
 */
export class BurstTeller<Item> {
  readonly #parts: BurstTellerParts<Item>
  #burst: readonly Item[] = []
  #withdraw: (() => void)[] = []

  constructor(parts: BurstTellerParts<Item>) {
    this.#parts = parts
  }

  tell(items: readonly Item[]): void {
    if (items.length === 0) return
    if (this.#burst.length === 0) this.#parts.later(() => this.#end(), BURST_MS)
    this.#burst = [...this.#burst, ...items]
    if (this.#burst.length <= MOST_SINGLE) this.#withdraw.push(...items.map((item) => this.#parts.tellOne(item)))
  }

  #end(): void {
    const [burst, told] = [this.#burst, this.#withdraw]
    this.#burst = []
    this.#withdraw = []
    if (burst.length <= MOST_SINGLE) return
    for (const withdraw of told) withdraw()
    this.#parts.tellMany(burst)
  }
}
