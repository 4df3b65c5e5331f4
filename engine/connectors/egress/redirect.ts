import { EngineError } from '../../core/shared/engine-error'
import { readTarget, type Target } from './target'

export const MAX_REDIRECTS = 5

/** One request on its way, to one host. */
export interface Hop {
  readonly target: Target
  readonly method: string
  /** By small names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** What another host may know. Everything else may hold a secret: `authorization`, cookies, keys under any name. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent', 'content-type'])

/** Where an answer sends on to; null when it does not. */
export function redirection({ status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> }): string | null {
  return REDIRECTS.has(status) ? (headers['location'] ?? null) : null
}

/**
 * The next request: a form that was taken becomes a reading, another host gets nothing that may be secret. Throws
 * `address_refused`, among others when the way leads from a secure connection to an open one.
 */
export function redirected(hop: Hop, status: number, location: string): Hop {
  const target = readTarget(resolved(location, hop.target))
  if (hop.target.isSecure && !target.isSecure) throw refused(hop.target, `to ${target.host} without encryption`)
  const reads = (status === 303 && hop.method !== 'HEAD') || (status <= 302 && hop.method === 'POST')
  const headers = Object.entries(hop.headers).filter(([name]) => !(reads && name.startsWith('content-')))
  if (isSameHost(hop.target, target)) return { target, method: reads ? 'GET' : hop.method, headers: Object.fromEntries(headers), body: reads ? null : hop.body }
  if (!reads && hop.body !== null)
    throw refused(hop.target, `to another host (${target.host}), which must not see what was sent; ask that address right away if it is the right one`)
  return { target, method: reads ? 'GET' : hop.method, headers: Object.fromEntries(headers.filter(([name]) => HARMLESS.has(name))), body: null }
}

function resolved(location: string, from: Target): string {
  try {
    return new URL(location, from.url).href
  } catch (cause) {
    throw new EngineError('response_invalid', `${from.host} redirects to something that is not an address.`, { cause })
  }
}

/** The change from http to https of the same name is no change of hosts. */
function isSameHost(a: Target, b: Target): boolean {
  return a.hostname === b.hostname && (a.port === b.port || (a.url.port === '' && b.url.port === ''))
}

const refused = (from: Target, because: string): EngineError => new EngineError('address_refused', `${from.host} redirects ${because}.`)
