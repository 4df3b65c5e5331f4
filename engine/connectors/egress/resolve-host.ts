import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { EngineError } from '../../core/shared/engine-error'
import { readAddress } from './address-kind'
import { type EgressRules, refusalOf, refusalOfName } from './egress-rules'
import { networkFailure } from './network-failure'

export interface HostAddress {
  readonly address: string
  readonly family: 4 | 6
}

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly HostAddress[]>

export const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))

export interface Wanted {
  readonly hostname: string
  readonly port: number
  /** For sentences. */
  readonly host: string
  readonly allowPrivate: boolean
}

/**
 * The addresses of a host, looked up once and every one of them admitted: connect to these and to nothing else. Throws
 * `address_refused` when any is not, `connection_failed` when there is none.
 */
export async function admittedAddresses(wanted: Wanted, rules: EgressRules, resolve: Resolve): Promise<readonly HostAddress[]> {
  const refusedName = refusalOfName(wanted.hostname)
  if (refusedName !== null) throw refused(wanted, refusedName)
  const family = isIP(wanted.hostname)
  const found: readonly HostAddress[] = family === 0 ? await lookUp(wanted, resolve) : [{ address: wanted.hostname, family: family === 6 ? 6 : 4 }]
  for (const each of found) {
    const address = readAddress(each.address)
    const refusal = address === null ? `${each.address} is not an address` : refusalOf({ ...wanted, address }, rules)
    if (refusal !== null) throw refused(wanted, refusal)
  }
  return found
}

async function lookUp({ hostname, host }: Wanted, resolve: Resolve): Promise<readonly HostAddress[]> {
  try {
    const found = await resolve(hostname)
    if (found.length > 0) return found
  } catch (thrown) {
    throw networkFailure(thrown, host)
  }
  throw new EngineError('connection_failed', `Couldn't reach ${host}: its name has no address.`)
}

const refused = ({ host }: Wanted, because: string): EngineError => new EngineError('address_refused', `Didn't connect to ${host}: ${because}.`)
