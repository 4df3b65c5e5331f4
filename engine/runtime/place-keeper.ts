import { toEngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { UnitOfWork } from '../ports/unit-of-work'
import { readRoster } from '../usecases/models'
import { readQueues } from '../usecases/queues'
import { readServices } from '../usecases/services'
import type { PlaceBook } from './place-book'

export interface PlaceKeeperDeps {
  readonly read: Pick<ReadStores, 'setting'>
  readonly unitOfWork: UnitOfWork
  readonly book: PlaceBook
  /** Those that are always there, with their places where nobody changed them. */
  readonly builtIn: Readonly<Record<string, number>>
  readonly bus: Bus
  readonly clock: Clock
  readonly logger: Logger
  /** Hears of the queues after each change. */
  readonly onQueues: (queues: Readonly<Record<string, number>>) => void
}

const FALLBACK_QUEUE = 'default'

/** Keeps the places as the settings say, while the engine runs. */
export class PlaceKeeper {
  readonly #deps: PlaceKeeperDeps
  #unsubscribe = (): void => undefined
  #last: Promise<void> = Promise.resolve()

  constructor(deps: PlaceKeeperDeps) {
    this.#deps = deps
  }

  /** Resolves when the settings hold. */
  async start(): Promise<void> {
    this.#unsubscribe = this.#deps.bus.subscribe((message) => {
      if (message.type === 'settings') void this.refresh()
    })
    await this.refresh()
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    await this.#last
  }

  /** Reads the settings anew; resolves when they hold. What cannot be read leaves everything as it was. */
  refresh(): Promise<void> {
    this.#last = this.#last.then(() => this.#apply())
    return this.#last
  }

  async #apply(): Promise<void> {
    const { read, book, builtIn, clock, logger, onQueues } = this.#deps
    try {
      const [queues, services, models] = await Promise.all([readQueues(read, builtIn), readServices(read), readRoster(read)])
      book.set({ queues, services, models }, clock.now())
      await this.#moveLeftBehind(Object.keys(queues))
    } catch (thrown) {
      logger.error('the settings of queues and lanes could not be read', { reason: toEngineError(thrown).message })
    }
    onQueues(book.queues)
  }

  /** What waits in a queue that is not there any more would wait for ever. */
  async #moveLeftBehind(known: readonly string[]): Promise<void> {
    const { unitOfWork, logger } = this.#deps
    const to = known.includes(FALLBACK_QUEUE) ? FALLBACK_QUEUE : known[0]
    if (to === undefined) return
    for (const { queue, count } of await unitOfWork.run((tx) => tx.attempts.moveQueued(known, to)))
      logger.warn('a queue is not there any more; what waited in it goes on in another', { queue, to, attempts: count })
  }
}
