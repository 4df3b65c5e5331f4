export interface Scored {
  readonly id: string
  readonly score: number
}

/** The best of all that were offered, the best first; of equals those that were offered first. Holds no more than it may keep. */
export class Nearest {
  readonly #most: number
  readonly #isLowerBetter: boolean
  readonly #best: Scored[] = []

  constructor(most: number, isLowerBetter: boolean) {
    this.#most = most
    this.#isLowerBetter = isLowerBetter
  }

  /** Whether one of this score would be kept: worth asking first when the rest is dear. */
  keeps(score: number): boolean {
    const last = this.#best.at(-1)
    return this.#best.length < this.#most || (last !== undefined && this.#isBetter(score, last.score))
  }

  offer(id: string, score: number): void {
    if (!this.keeps(score)) return
    this.#best.splice(this.#placeOf(score), 0, { id, score })
    if (this.#best.length > this.#most) this.#best.pop()
  }

  get all(): readonly Scored[] {
    return this.#best
  }

  /** Behind everything that is as good or better. */
  #placeOf(score: number): number {
    let [low, high] = [0, this.#best.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#isBetter(score, this.#best[middle]?.score ?? 0)) high = middle
      else low = middle + 1
    }
    return low
  }

  #isBetter(a: number, b: number): boolean {
    return this.#isLowerBetter ? a < b : a > b
  }
}
