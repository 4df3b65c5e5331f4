import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { UnitOfWork } from '../ports/unit-of-work'
import type { Health } from './health'
import { Loop } from './loop'
import { isOfStorage } from './storage-patience'

export interface StorageWatchDeps {
  readonly unitOfWork: UnitOfWork
  readonly health: Health
  readonly clock: Clock
  readonly logger: Logger
}

const LOOK_MS = 2000
const SETTING = 'storage watch'

/**
 * Tells of what the storage refused, whoever asked, and looks whether that is over by writing a little: an engine that has
 * nothing else to write would neither notice the one nor the other. Nothing is written while all is well.
 */
export class StorageWatch {
  /** The same, which tells of what it refuses. */
  readonly unitOfWork: UnitOfWork
  readonly #deps: StorageWatchDeps
  readonly #loop: Loop
  /** Whether something was refused since it last took a write. */
  #refused = false

  constructor(deps: StorageWatchDeps) {
    this.#deps = deps
    const { clock, logger } = deps
    this.unitOfWork = { run: (work) => this.#run(() => deps.unitOfWork.run(work)) }
    this.#loop = new Loop({ name: 'storage watch', everyMs: LOOK_MS, tick: () => this.#look(), clock, logger })
  }

  start(): void {
    this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (thrown) {
      if (isOfStorage(thrown)) {
        this.#refused = true
        this.#deps.health.degraded(thrown)
      }
      throw thrown
    }
  }

  async #look(): Promise<null> {
    const { unitOfWork, health, clock } = this.#deps
    // Whoever waits for a lock holds up the thread, and workers that look for work do so anyway.
    if (!this.#refused || !health.isRefused) return null
    await unitOfWork.run((tx) => tx.settings.put(SETTING, null, clock.now())).then(
      () => {
        this.#refused = false
        health.recovered()
      },
      // Still so, as was told.
      () => undefined,
    )
    return null
  }
}
