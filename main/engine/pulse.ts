/** How often an engine that is live is asked for a sign of life (ms). */
export const ASK_EVERY_MS = 5000
/** Turns of the timer that a question may stand before the engine is taken for silent: half a minute. */
const PATIENCE = 6

export interface PulseParts {
  /** Calls back again and again, each time after so long (ms); returns how to stop. */
  every(ms: number, callback: () => void): () => void
  ask(): void
  /** It has not answered for a while, and may yet. */
  silent(): void
  /** It was silent, and has answered after all. */
  back(): void
}

/**
 * Whether the engine answers. A process whose thread is held lives on and tells nothing by itself. Turns of the timer are counted,
 * not time: a computer that sleeps takes none, and both processes wake together.
 */
export class Pulse {
  readonly #parts: PulseParts
  /** Turns that the present question has stood; null when it was answered. */
  #stood: number | null = null
  #stop: () => void = () => undefined

  constructor(parts: PulseParts) {
    this.#parts = parts
  }

  start(): void {
    this.#stop = this.#parts.every(ASK_EVERY_MS, () => this.#turn())
  }

  answered(): void {
    const wasSilent = this.#stood !== null && this.#stood >= PATIENCE
    this.#stood = null
    if (wasSilent) this.#parts.back()
  }

  /** For good: what is heard or not heard from now on means nothing. */
  stop(): void {
    this.#stop()
    this.#stood = null
  }

  /** One question at a time: those that a held thread cannot read would only pile up. */
  #turn(): void {
    if (this.#stood === null) {
      this.#stood = 0
      this.#parts.ask()
      return
    }
    this.#stood += 1
    if (this.#stood === PATIENCE) this.#parts.silent()
  }
}
