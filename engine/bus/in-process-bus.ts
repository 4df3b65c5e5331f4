import type { Bus, BusMessage } from '../ports/bus'

/** One process, one set of listeners; a listener that throws does not keep the message from the others. */
export class InProcessBus implements Bus {
  readonly #listeners = new Set<(message: BusMessage) => void>()
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  publish(message: BusMessage): void {
    for (const listener of this.#listeners) {
      try {
        listener(message)
      } catch (thrown) {
        this.#onError(thrown)
      }
    }
  }

  subscribe(listener: (message: BusMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
