import type { Json } from '../../contract/json'
import type { ServiceMethod } from '../../contract/service'
import { askService, FAILURE_BYTES, isWelcome } from '../../connectors/services/ask-service'
import type { Egress } from '../../connectors/egress/egress'
import { readAll, readSome } from '../../connectors/egress/read-all'
import { replyValue } from '../../connectors/egress/reply-value'
import { retryAfterMs } from '../../connectors/egress/retry-after'
import { unwelcomeStatus } from '../../connectors/egress/unwelcome-status'
import type { ReadyService } from '../../ports/services'
import type { CallOffContext, StepContext, StepOutcome } from '../../ports/step-kind'

export type Failure = Extract<StepOutcome, { kind: 'failed' }>

export interface Asking {
  readonly method: ServiceMethod
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Less than the service's own time limit (ms). */
  readonly atMostMs?: number
  /** Instead of the attempt's own. */
  readonly signal?: AbortSignal
}

/** What the service answered, or why that is no answer. */
export type Answer = { readonly value: Json; /** The other side asked to be left alone so long. */ readonly retryAfterMs: number } | { readonly failure: Failure }

/** One attempt's way to its service. */
export class ServiceCaller<Context extends CallOffContext = StepContext> {
  constructor(
    readonly egress: Egress,
    readonly service: ReadyService,
    readonly context: Context,
    readonly maxBytes: number,
  ) {}

  /** Throws what `Egress.request` throws. */
  async ask({ atMostMs = Infinity, signal = this.context.signal, ...request }: Asking): Promise<Answer> {
    const { service, context } = this
    const host = `The service "${service.name}"`
    const totalMs = Math.max(1, Math.min(service.timeoutMs, atMostMs))
    const { status, headers, body } = await askService(this.egress, service, { ...request, signal, totalMs, maxBytes: this.maxBytes })
    if (!isWelcome(status)) return { failure: unwelcomeStatus({ host, status, headers, body: await readSome(body, FAILURE_BYTES) }, context) }
    const bytes = await readAll(body)
    signal.throwIfAborted()
    return {
      value: replyValue({ bytes, type: headers['content-type'] ?? '', host: `the service "${service.name}"` }, 'auto'),
      retryAfterMs: retryAfterMs(headers, context.now()) ?? 0,
    }
  }
}
