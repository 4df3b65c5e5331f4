import { EngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { Health } from './health'

const AGAIN_MS = { first: 250, most: 5000 }

/**
 * Does what needs the storage again and again while that is all that keeps it from being done: a disk that is full or refuses
 * for a moment fails no step and costs none of its tries.
 */
export class StoragePatience {
  readonly #clock: Clock
  readonly #health: Health

  constructor(clock: Clock, health: Health) {
    this.#clock = clock
    this.#health = health
  }

  /** `work` may be done several times. Throws what it threw last when `stop` comes first, and whatever else it throws at once. */
  async with<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
    for (let wait = AGAIN_MS.first; ; wait = Math.min(wait * 2, AGAIN_MS.most)) {
      try {
        return await work()
      } catch (thrown) {
        if (!isOfStorage(thrown) || stop.aborted) throw thrown
        this.#health.degraded(thrown)
        await this.#pause(wait, stop)
      }
    }
  }

  #pause(ms: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel()
        stop.removeEventListener('abort', done)
        resolve()
      }
      const cancel = this.#clock.callAt(this.#clock.now() + ms, done)
      stop.addEventListener('abort', done, { once: true })
    })
  }
}

/** The database takes nothing, for now or until somebody has seen to it: no fault of what was to be written. */
export const isRefusal = ({ code }: EngineError): boolean => code.startsWith('storage_') || code === 'data_folder_unusable'

/** It would take nothing of others either. Damage lies in one place, and what others need elsewhere. */
export const isRefusalToAll = (error: EngineError): boolean => isRefusal(error) && error.code !== 'storage_corrupt'

/** What may be over in a moment. */
export const isOfStorage = (thrown: unknown): thrown is EngineError => thrown instanceof EngineError && thrown.retryable && thrown.code.startsWith('storage_')
