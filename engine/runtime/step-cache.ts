import type { Json } from '../contract/json'
import { findSecret } from '../core/secrets/mask-json'
import { toEngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { ReadStores } from '../ports/read-stores'
import type { StoredValue } from '../ports/records'
import type { Secrets } from '../ports/secrets'
import type { ValueStore } from './value-store'

export interface StepCacheDeps {
  readonly read: Pick<ReadStores, 'cachedOutput'>
  readonly values: ValueStore
  readonly secrets: Secrets
  readonly clock: Clock
  readonly logger: Logger
}

/** An earlier output, and whose it is. */
export interface Hit {
  readonly stepRunId: string
  /** Empty when its run is not known any more. */
  readonly externalId: string
  readonly output: StoredValue
}

/**
 * Outputs that were kept for steps that would do the same. It only spares work: what it cannot give is done anew, and two
 * steps that miss at the same time both do it.
 */
export class StepCache {
  readonly #deps: StepCacheDeps

  constructor(deps: StepCacheDeps) {
    this.#deps = deps
  }

  async find(key: string): Promise<Hit | null> {
    const { read, clock, logger } = this.#deps
    try {
      const found = await read.cachedOutput(key, clock.now())
      return found === null || (await this.#holdsSecret(found.output)) ? null : found
    } catch (thrown) {
      logger.warn('what the step cache holds cannot be used', { reason: toEngineError(thrown).message })
      return null
    }
  }

  /** A text may have become a secret since it was kept. */
  async #holdsSecret(output: StoredValue): Promise<boolean> {
    const masker = this.#deps.secrets.masker()
    if (masker.isIdle) return false
    const value: Json = await this.#deps.values.load(output)
    return findSecret(value, masker) !== null
  }
}
