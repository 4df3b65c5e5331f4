/** A number of places and a queue for them, first come, first served. */
export class Turns {
  readonly #waiting: { readonly go: () => void; readonly stop: (reason: Error) => void }[] = []
  #free: number

  constructor(places: number) {
    this.#free = places
  }

  /** Resolves when a place is the caller's, who gives it back with `leave`. */
  enter(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      if (this.#free > 0) {
        this.#free--
        return resolve()
      }
      const turn = {
        go: () => {
          signal.removeEventListener('abort', giveUp)
          resolve()
        },
        stop: (reason: Error) => {
          signal.removeEventListener('abort', giveUp)
          reject(reason)
        },
      }
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.#waiting.push(turn)
    })
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free++
    else next.go()
  }

  /** Turns everybody away who still waits. */
  close(reason: Error): void {
    for (const turn of this.#waiting.splice(0)) turn.stop(reason)
  }
}
