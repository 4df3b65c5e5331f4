import { setImmediate } from 'node:timers/promises'

/** The longest that a loop has the thread to itself. */
const TURN_MS = 10

/** Of a loop that may be long: when its turn is over it rests, and whoever else needs the thread gets it. */
export class Pace {
  readonly #signal: AbortSignal
  #until = performance.now() + TURN_MS

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  get isOver(): boolean {
    return performance.now() > this.#until
  }

  /** Rejects when the signal has been given meanwhile. */
  async rest(): Promise<void> {
    await setImmediate()
    this.#signal.throwIfAborted()
    this.#until = performance.now() + TURN_MS
  }
}
