import type { IncomingHttpHeaders } from 'node:http'
import { EngineError } from '../../core/shared/engine-error'

/** What is looked at before anything else of a request. */
export interface Caller {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Every `Host` that was sent: Node keeps the first, another program might take the last. */
  readonly hosts: readonly string[]
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
const HTTP_PORT = 80

/** The names by which this computer's own programs call a server that listens on loopback. */
export const hostsOf = (port: number): ReadonlySet<string> =>
  new Set(LOOPBACK.flatMap((name) => (port === HTTP_PORT ? [name, `${name}:${port}`] : [`${name}:${port}`])))

/**
 * Why a request is turned away, whatever it asks for; null when it may go on.
 * A name that is not ours was bound to this address by someone else (DNS rebinding). A browser says by `Origin` and
 * `Sec-Fetch-Site` for whom it asks, and no page can change that: only our own page may. Programs send neither.
 */
export function turnedAway(caller: Caller, hosts: ReadonlySet<string>): EngineError | null {
  const host = caller.hosts[0]?.toLowerCase() ?? ''
  if (caller.hosts.length !== 1 || !hosts.has(host))
    return new EngineError('forbidden', 'This server answers only under its own name, such as 127.0.0.1 with its port.')
  const { origin } = caller.headers
  const site = caller.headers['sec-fetch-site']
  const isOwn = (origin === undefined || origin === `http://${host}`) && (site === undefined || site === 'same-origin')
  if (isOwn || wasOpened(caller)) return null
  return new EngineError('forbidden', 'Pages of other sites may not ask anything here.')
}

/**
 * Somebody typed the address, or followed a link to the page. The page itself holds nothing that is not in every
 * installation, so a link in a chat or a web terminal may lead to it; what it then shows, it asks for with the token.
 */
function wasOpened({ method, path, headers }: Caller): boolean {
  const navigates = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document' && headers.origin === undefined
  return navigates && method === 'GET' && (headers['sec-fetch-site'] === 'none' || path === '/')
}
