import { toEngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'

/**
 * Something done again and again: at least every `everyMs`, at once when woken, never twice at a time. A tick that throws
 * is logged and comes again. `tick` may name a time at which it wants to be called earlier.
 */
export class Loop {
  readonly #name: string
  readonly #everyMs: number
  readonly #tick: () => Promise<number | null>
  readonly #clock: Clock
  readonly #logger: Logger
  #cancelTimer: (() => void) | null = null
  #timerAt = Number.POSITIVE_INFINITY
  #running: Promise<void> | null = null
  #again = false
  #stopped = true

  constructor(options: { name: string; everyMs: number; tick: () => Promise<number | null>; clock: Clock; logger: Logger }) {
    this.#name = options.name
    this.#everyMs = options.everyMs
    this.#tick = options.tick
    this.#clock = options.clock
    this.#logger = options.logger
  }

  start(): void {
    this.#stopped = false
    this.wake()
  }

  /** Ticks now, or once more after the tick that is going on. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running !== null) {
      this.#again = true
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  /** Ticks at the time given, unless it does so before. */
  wakeAt(at: number): void {
    if (this.#stopped || at >= this.#timerAt) return
    this.#cancelTimer?.()
    this.#timerAt = at
    this.#cancelTimer = this.#clock.callAt(at, () => {
      this.#timerAt = Number.POSITIVE_INFINITY
      this.wake()
    })
  }

  /** Resolves when the tick that is going on has ended; no other follows. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#again = false
    this.#cancelTimer?.()
    await this.#running
  }

  async #run(): Promise<void> {
    let next: number | null = null
    try {
      next = await this.#tick()
    } catch (thrown) {
      this.#logger.error('background work failed', { loop: this.#name, reason: toEngineError(thrown).message })
    }
    this.wakeAt(Math.min(next ?? Number.POSITIVE_INFINITY, this.#clock.now() + this.#everyMs))
  }
}
