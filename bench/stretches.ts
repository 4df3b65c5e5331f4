import { monitorEventLoopDelay } from 'node:perf_hooks'

const LOOK_EVERY_MS = 1

export interface Stretches {
  /**
   * The most processor time that this thread took between two looks of the event loop (ms), by what was going on: what
   * held it, whoever else uses the machine.
   */
  readonly processorMs: ReadonlyMap<string, number>
  /** The longest the loop was held by the clock (ms): with waits for the disk, and with what other programs took. */
  readonly clockMs: number
}

/** Measures how long the event loop is held at a stretch. */
export class StretchProbe {
  readonly #delay = monitorEventLoopDelay({ resolution: LOOK_EVERY_MS })
  readonly #timer: NodeJS.Timeout
  #before = process.threadCpuUsage()
  readonly #longest = new Map<string, number>()
  #phase = ''

  constructor() {
    this.#delay.enable()
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS)
  }

  /** What is going on from now on. No look: whoever says so may itself be in the middle of a stretch. */
  mark(phase: string): void {
    this.#phase = phase
  }

  #look(): void {
    const { user, system } = process.threadCpuUsage(this.#before)
    this.#before = process.threadCpuUsage()
    const ms = (user + system) / 1000
    if (ms > (this.#longest.get(this.#phase) ?? 0)) this.#longest.set(this.#phase, ms)
  }

  end(): Stretches {
    this.#look()
    clearInterval(this.#timer)
    this.#delay.disable()
    return { processorMs: this.#longest, clockMs: this.#delay.max / 1e6 }
  }
}
