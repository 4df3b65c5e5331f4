import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import { EngineError } from '../../core/shared/engine-error'
import { asError } from './deadline'
import { networkFailure } from './network-failure'
import type { Hop } from './redirect'
import type { HostAddress } from './resolve-host'
import { readBody } from './response-body'

export interface ExchangeLimits {
  /** Ends the exchange at once, its body too; its reason is what is thrown. */
  readonly signal: AbortSignal
  readonly connectMs: number
  /** Without a byte in either direction. */
  readonly idleMs: number
  readonly maxBytes: number
  /** Certificates to trust instead of the system's. */
  readonly ca: string | undefined
  /** The request has left, whole. */
  onSent(): void
}

export interface Reply {
  readonly status: number
  /** By small names; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  /** To be read once; closes the connection at its end. */
  readonly body: AsyncIterable<Uint8Array>
  /** Closes the connection, when nobody reads the body. */
  close(): void
  /** When nothing is open any more. */
  readonly closed: Promise<void>
}

const MAX_HEADER_BYTES = 64 * 1024
/** `103 Early Hints` and the like come once or twice. */
const MAX_INTERIM_REPLIES = 20

/** One request to one host over a connection of its own, to one of these addresses and to no other. */
export async function exchange(hop: Hop, addresses: readonly HostAddress[], limits: ExchangeLimits): Promise<Reply> {
  limits.signal.throwIfAborted()
  const { host } = hop.target
  const request = begin(hop, addresses, limits)
  let failure: Error | null = null
  let response: IncomingMessage | null = null
  let giveUp = (_because: Error): void => undefined
  const end = (because: Error): void => {
    failure ??= because
    giveUp(failure)
    response?.destroy(failure)
    request.destroy(failure)
  }
  const onAbort = (): void => end(asError(limits.signal.reason))
  limits.signal.addEventListener('abort', onAbort, { once: true })
  const connecting = setTimeout(
    () => end(new EngineError('connection_failed', `Couldn't reach ${host}: no connection within ${limits.connectMs / 1000} s.`)),
    limits.connectMs,
  )
  request.once('socket', (socket: Socket) => {
    socket.once(hop.target.isSecure ? 'secureConnect' : 'connect', () => clearTimeout(connecting))
    socket.setTimeout(limits.idleMs, () => end(new EngineError('timeout', `${host} sent nothing for ${limits.idleMs / 1000} s.`)))
  })
  request.once('finish', () => limits.onSent())
  const closed = new Promise<void>((resolve) => request.once('close', resolve)).then(() => {
    clearTimeout(connecting)
    limits.signal.removeEventListener('abort', onAbort)
  })
  watchInterim(request, () => end(new EngineError('response_invalid', `${host} answered with something other than a reply.`)))
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    giveUp = reject
    request.once('response', resolve)
    request.on('error', (thrown) => reject((failure ??= networkFailure(thrown, host))))
  })
  request.end(hop.body ?? undefined)
  response = await answered
  return {
    status: response.statusCode ?? 0,
    headers: plainHeaders(response),
    body: readBody(response, { maxBytes: limits.maxBytes, host, failure: () => failure }),
    close: () => void request.destroy(),
    closed,
  }
}

function begin({ target, method, headers, body }: Hop, addresses: readonly HostAddress[], { ca }: ExchangeLimits): ClientRequest {
  // Node hands the last one on to the socket: when one address does not answer, the next is tried.
  const common: RequestOptions & { readonly autoSelectFamily: boolean } = {
    method,
    headers: { ...headers, ...(body !== null && { 'content-length': body.length }) },
    lookup: pinned(addresses),
    autoSelectFamily: true,
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    setDefaultHeaders: true,
  }
  // An agent of its own each: the usual one keeps connections, and may take a proxy from the environment.
  if (!target.isSecure) return httpRequest(target.url, { ...common, agent: new HttpAgent({ keepAlive: false }) })
  return httpsRequest(target.url, { ...common, agent: new HttpsAgent({ keepAlive: false }), rejectUnauthorized: true, ...(ca !== undefined && { ca }) })
}

/** In place of a second look at DNS, which might answer differently. */
const pinned =
  (addresses: readonly HostAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    const first = addresses[0]
    if (options.all === true) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }

function watchInterim(request: ClientRequest, tooMuch: () => void): void {
  let interim = 0
  request.on('information', () => {
    if (++interim > MAX_INTERIM_REPLIES) tooMuch()
  })
  request.once('upgrade', (_response, socket) => {
    socket.destroy()
    tooMuch()
  })
}

const plainHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]])))
