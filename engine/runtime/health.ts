import type { EngineHealth } from '../contract/events'
import type { EngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Logger } from '../ports/logger'

/** Whether the engine can do its work; what keeps it from it is told once, and so is the recovery. */
export class Health {
  readonly #bus: Bus
  readonly #logger: Logger
  #state: EngineHealth = { state: 'ok' }

  constructor(bus: Bus, logger: Logger) {
    this.#bus = bus
    this.#logger = logger
  }

  get state(): EngineHealth {
    return this.#state
  }

  get isBusy(): boolean {
    return this.#state.state === 'degraded' && this.#state.error.code === 'storage_busy'
  }

  degraded(error: EngineError): void {
    if (this.#state.state === 'degraded' && this.#state.error.code === error.code) return
    this.#logger.error('engine degraded', { code: error.code, reason: error.message })
    this.#state = { state: 'degraded', error: error.toInfo() }
    this.#bus.publish({ type: 'health' })
  }

  recovered(): void {
    if (this.#state.state === 'ok') return
    this.#logger.info('engine recovered')
    this.#state = { state: 'ok' }
    this.#bus.publish({ type: 'health' })
  }
}
