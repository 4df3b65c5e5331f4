import type { EngineHealth } from '../contract/events'
import type { EngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Logger } from '../ports/logger'

/** Whether the engine can do its work; what keeps it from it is told once, and so is the recovery. */
export class Health {
  readonly #bus: Bus
  readonly #logger: Logger
  #state: EngineHealth = { state: 'ok' }
  /** Stands until somebody has seen to it, whatever goes well meanwhile. */
  #found: EngineHealth | null = null

  constructor(bus: Bus, logger: Logger) {
    this.#bus = bus
    this.#logger = logger
  }

  get state(): EngineHealth {
    return this.#found ?? this.#state
  }

  /** Work met what keeps it from being done, and nothing has gone well since. */
  get isDegraded(): boolean {
    return this.#state.state === 'degraded'
  }

  get isBusy(): boolean {
    return this.#state.state === 'degraded' && this.#state.error.code === 'storage_busy'
  }

  /** The disk is full, or refuses. */
  get isRefused(): boolean {
    return this.#state.state === 'degraded' && (this.#state.error.code === 'storage_full' || this.#state.error.code === 'storage_failed')
  }

  /** Something was found to be wrong that nobody has seen to yet: the rows may not be all that there were. */
  get isInDoubt(): boolean {
    return this.#found !== null
  }

  /** Something is wrong that work does not meet by itself; null when a later look finds nothing. */
  found(error: EngineError | null): void {
    if (this.#found === null && error === null) return
    if (error !== null) this.#logger.error('engine degraded', { code: error.code, reason: error.message })
    this.#found = error === null ? null : { state: 'degraded', error: error.toInfo() }
    this.#bus.publish({ type: 'health' })
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
