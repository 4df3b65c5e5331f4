/** The time between the pieces of one reply. */
export class Pace {
  #ms: number
  #wake: () => void = () => undefined

  constructor(ms: number) {
    this.#ms = ms
  }

  get isSlow(): boolean {
    return this.#ms > 0
  }

  wait(): Promise<void> {
    if (this.#ms === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** From now on there is none. */
  hurry(): void {
    this.#ms = 0
    this.#wake()
  }
}
