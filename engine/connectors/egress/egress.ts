import { EngineError } from '../../core/shared/engine-error'
import { checkHeaders } from './check-headers'
import { type Deadline, deadline, orAborted } from './deadline'
import type { EgressRules } from './egress-rules'
import { exchange, type Reply } from './exchange'
import { type Hop, MAX_REDIRECTS, redirected, redirection } from './redirect'
import { admittedAddresses, type HostAddress, type Resolve, systemResolve } from './resolve-host'
import { readTarget } from './target'

export interface EgressDeps {
  /** What holds at the moment; read anew for each request. */
  rules(): Promise<EgressRules>
  /** Instead of the system's. */
  readonly resolve?: Resolve
  /** Certificates to trust instead of the system's. */
  readonly ca?: string
}

export interface EgressRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Follows up to five redirects; each is judged like the first address. Otherwise they are given back. */
  readonly followRedirects?: boolean
  /** For hosts that only someone who may change the settings can choose. */
  readonly allowPrivate?: boolean
  /** Of the content, unpacked. */
  readonly maxBytes: number
  /** Without a byte in either direction. */
  readonly idleMs: number
  /** For all of it, redirects and content included. */
  readonly totalMs?: number
  readonly signal: AbortSignal
  /** The request has left, whole: from here on the other side may act on it. */
  onSent?(): void
}

export interface EgressReply extends Reply {
  /** Where it came from in the end. */
  readonly url: string
}

const CONNECT_MS = 10_000
const USUAL_HEADERS = { 'user-agent': 'signalbox', accept: '*/*', 'accept-encoding': 'gzip, br' }

/**
 * The one way out for requests of steps. Every address of the host is judged before a connection is made, and the
 * connection goes to one of those: private addresses only with leave, the engine itself and the credentials of clouds never.
 */
export class Egress {
  readonly #deps: EgressDeps

  constructor(deps: EgressDeps) {
    this.#deps = deps
  }

  /**
   * Throws `address_refused`, `connection_failed`, `timeout`, `response_invalid`, `step_config_invalid` (headers), and the
   * reason of the signal; reading the body throws these too, and `response_too_large`. Any status is a reply.
   */
  async request(request: EgressRequest): Promise<EgressReply> {
    request.signal.throwIfAborted()
    const first = firstHop(request)
    const limit = deadline(request.signal, request.totalMs ?? null, () => tooLong(first, request.totalMs ?? 0))
    try {
      const reply = await this.#follow(first, request, limit)
      void reply.closed.then(() => limit.end())
      return reply
    } catch (thrown) {
      limit.end()
      throw thrown
    }
  }

  /** The addresses that a connection to a host may be made to; for protocols other than HTTP. Throws as `request` does. */
  async addressesOf(host: string, port: number, options: { readonly allowPrivate: boolean; readonly signal: AbortSignal }): Promise<readonly HostAddress[]> {
    return this.#admit({ hostname: host, port, host: `${host}:${port}`, allowPrivate: options.allowPrivate }, options.signal)
  }

  async #follow(first: Hop, request: EgressRequest, limit: Deadline): Promise<EgressReply> {
    let hop = first
    for (let redirects = 0; ; redirects++) {
      const reply = await this.#send(hop, request, limit)
      const location = request.followRedirects === true ? redirection(reply) : null
      if (location === null) return { ...reply, url: hop.target.url.href }
      reply.close()
      if (redirects === MAX_REDIRECTS) throw new EngineError('response_invalid', `${first.target.host} redirects more than ${MAX_REDIRECTS} times.`)
      hop = redirected(hop, reply.status, location)
    }
  }

  async #send(hop: Hop, request: EgressRequest, limit: Deadline): Promise<Reply> {
    const { hostname, port, host } = hop.target
    const addresses = await this.#admit({ hostname, port, host, allowPrivate: request.allowPrivate ?? false }, limit.signal)
    const { idleMs, maxBytes } = request
    return exchange(hop, addresses, {
      signal: limit.signal,
      connectMs: CONNECT_MS,
      idleMs,
      maxBytes,
      ca: this.#deps.ca,
      onSent: () => request.onSent?.(),
    })
  }

  async #admit(wanted: Parameters<typeof admittedAddresses>[0], signal: AbortSignal): Promise<readonly HostAddress[]> {
    const lookUp = deadline(
      signal,
      CONNECT_MS,
      () => new EngineError('connection_failed', `Couldn't reach ${wanted.host}: its name was not found within ${CONNECT_MS / 1000} s.`),
    )
    try {
      return await orAborted(
        this.#deps.rules().then((rules) => admittedAddresses(wanted, rules, this.#deps.resolve ?? systemResolve)),
        lookUp.signal,
      )
    } finally {
      lookUp.end()
    }
  }
}

function firstHop({ url, method, headers, body }: EgressRequest): Hop {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? null)
  return { target: readTarget(url), method, headers: { ...USUAL_HEADERS, ...checkHeaders(headers ?? {}) }, body: bytes }
}

const tooLong = ({ target }: Hop, ms: number): Error => new EngineError('timeout', `The exchange with ${target.host} took longer than ${ms / 1000} s.`)
