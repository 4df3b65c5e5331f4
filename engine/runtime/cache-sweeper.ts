import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { UnitOfWork } from '../ports/unit-of-work'
import { Loop } from './loop'

export interface CacheSweeperDeps {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly logger: Logger
}

const SWEEP_EVERY_MS = 10 * 60_000
/** Rows in one transaction. */
const BATCH = 500

/** Removes what the step cache holds too long: nobody would be given it, but it takes room. */
export class CacheSweeper {
  readonly #deps: CacheSweeperDeps
  readonly #loop: Loop

  constructor(deps: CacheSweeperDeps) {
    this.#deps = deps
    const { clock, logger } = deps
    this.#loop = new Loop({ name: 'sweep the step cache', everyMs: SWEEP_EVERY_MS, tick: () => this.sweep(), clock, logger })
  }

  start(): void {
    this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async sweep(): Promise<null> {
    const { unitOfWork, clock } = this.#deps
    for (let removed = BATCH; removed === BATCH;) removed = await unitOfWork.run((tx) => tx.stepCache.removeExpired(clock.now(), BATCH))
    return null
  }
}
