import type { ServiceCheck, ServiceEntry } from '../../contract/service'
import { EngineError, toEngineError } from '../../core/shared/engine-error'
import type { Clock } from '../../ports/clock'
import type { ReadyService, ServiceChecks } from '../../ports/services'
import type { Egress } from '../egress/egress'
import { readSome } from '../egress/read-all'
import { unwelcomeStatus } from '../egress/unwelcome-status'
import { askService, FAILURE_BYTES, isWelcome } from './ask-service'
import { serviceUrl } from './service-address'

const LIMIT_MS = 10_000

interface Checked {
  readonly url: string
  readonly check: ServiceCheck
}

/** Looks at the health paths of services when somebody asks for it, and remembers the last look at each. */
export class HealthChecks implements ServiceChecks {
  readonly #last = new Map<string, Checked>()

  /** `mask` hides what is secret in a text. */
  constructor(readonly deps: { readonly egress: Egress; readonly clock: Clock; mask(text: string): string }) {}

  last(service: ServiceEntry): ServiceCheck | null {
    const known = this.#last.get(service.name)
    return known !== undefined && service.healthPath !== null && known.url === serviceUrl(service, service.healthPath) ? known.check : null
  }

  async check(service: ReadyService, signal: AbortSignal): Promise<ServiceCheck> {
    if (service.healthPath === null) throw new EngineError('request_invalid', `The service "${service.name}" has no health path to look at. Give it one on the page Services.`)
    const url = serviceUrl(service, service.healthPath)
    const check = await this.#look(service, url, signal)
    this.#last.set(service.name, { url, check })
    return check
  }

  async #look(service: ReadyService, url: string, signal: AbortSignal): Promise<ServiceCheck> {
    const { egress, clock, mask } = this.deps
    const at = clock.now()
    const took = (): number => clock.now() - at
    try {
      const { status, headers, body } = await askService(egress, service, { method: 'GET', url, maxBytes: FAILURE_BYTES, totalMs: LIMIT_MS, signal })
      const tookMs = took()
      const said = await readSome(body, FAILURE_BYTES)
      if (isWelcome(status)) return { ok: true, at, tookMs, status }
      const { code, message } = unwelcomeStatus({ host: `The service "${service.name}"`, status, headers, body: said }, { now: () => clock.now(), mask })
      return { ok: false, at, tookMs, status, error: { code, message } }
    } catch (thrown) {
      signal.throwIfAborted()
      return { ok: false, at, tookMs: took(), status: null, error: toEngineError(thrown).toInfo() }
    }
  }
}
