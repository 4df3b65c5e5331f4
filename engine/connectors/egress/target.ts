import { EngineError } from '../../core/shared/engine-error'
import { plainName } from './egress-rules'

const MAX_URL = 16 * 1024

/** Where a request goes. */
export interface Target {
  readonly url: URL
  readonly isSecure: boolean
  /** Without brackets or the dot at the end; numbers in odd spellings are the address that they mean. */
  readonly hostname: string
  readonly port: number
  /** For sentences: the host, and the port where it is not the usual one. Never the path or query, which may hold secrets. */
  readonly host: string
}

/** Throws `address_refused` for what is no web address, or one that carries a name and password. */
export function readTarget(text: string): Target {
  const url = text.length <= MAX_URL ? readUrl(text) : null
  if (url === null) throw refused(text.length > MAX_URL ? `is longer than ${MAX_URL} characters` : 'cannot be read')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused(`begins with ${url.protocol}; it must begin with http: or https:`)
  if (url.username !== '' || url.password !== '') throw refused('holds a user or password; send them in a header instead')
  const isSecure = url.protocol === 'https:'
  const hostname = plainName(url.hostname.replace(/^\[|\]$/g, ''))
  if (hostname === '') throw refused('names no host')
  return { url, isSecure, hostname, port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port), host: url.host }
}

function readUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    // The one thing it throws.
    return null
  }
}

const refused = (because: string): EngineError => new EngineError('address_refused', `The address of the request ${because}.`)
