import { EngineError } from '../../core/shared/engine-error'

/** What the system or Node said, as the end of `Couldn't reach api.example.com: …`. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of this name',
  ENODATA: 'there is no host of this name',
  EAI_AGAIN: 'its name could not be looked up; the network may be down',
  EAI_FAIL: 'its name could not be looked up',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it broke off the connection',
  ECONNABORTED: 'the connection broke off',
  EPIPE: 'it broke off the connection',
  ETIMEDOUT: 'it did not answer',
  EHOSTUNREACH: 'there is no way to it from here',
  ENETUNREACH: 'there is no way to it from here; the network may be down',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'there is no way to it from here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, and nobody vouches for it',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate was issued by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate was issued by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate was issued by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate was issued by an authority that is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS there',
}

/** An error of a socket, of TLS or of Node's HTTP parser, as one for people. `host` as in `Target`. */
export function networkFailure(thrown: unknown, host: string): EngineError {
  if (thrown instanceof EngineError) return thrown
  const code = codeOf(thrown)
  if (code === 'HPE_HEADER_OVERFLOW') return new EngineError('response_invalid', `${host} sent headers longer than may be.`, { cause: thrown })
  if (code.startsWith('HPE_')) return new EngineError('response_invalid', `${host} answered with something that is not HTTP.`, { cause: thrown })
  const known = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined
  const reason = known ?? (/^ERR_(?:SSL|TLS)_|^ERR_OSSL_/.test(code) ? 'no secure connection came about' : messageOf(thrown) || code)
  return new EngineError('connection_failed', `Couldn't reach ${host}: ${reason}.`, { cause: thrown })
}

/** When several addresses were tried, the first one's failure stands for all. */
function codeOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return codeOf(thrown.errors[0])
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}

/** Whole: whoever gives it out masks it first and clips it then. */
const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\.$/, '')
