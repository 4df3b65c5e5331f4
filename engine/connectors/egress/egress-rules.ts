import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { type Address, addressKind, isLoopback, isMetadata, readAddress } from './address-kind'

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** What holds for requests at the moment. */
export interface EgressRules {
  /** As in the settings: `10.0.0.5`, `nas.local`, `localhost:9000`, `192.168.0.0/16`. What cannot be read allows nothing. */
  readonly allowedPrivateHosts: readonly string[]
  /** Where the engine itself listens. */
  readonly own: readonly HostAndPort[]
}

/** Somewhere that a request would go: the name that was asked for, and one of its addresses. */
export interface Destination {
  readonly hostname: string
  readonly port: number
  readonly address: Address
  /** Someone who may change the settings chose the host: a private address needs no further leave. */
  readonly allowPrivate: boolean
}

const METADATA_NAMES = new Set(['metadata.google.internal', 'metadata.goog', 'metadata'])

/** Why no request may go to a host of this name, wherever it lies; null when the name says nothing. */
export const refusalOfName = (hostname: string): string | null => (METADATA_NAMES.has(hostname) ? `it ${HOLDS_CREDENTIALS}` : null)

const HOLDS_CREDENTIALS = 'is where a cloud keeps the credentials of its machines, and no step may go there'

/** Why a request may not go there, as the end of a sentence; null when it may. */
export function refusalOf(destination: Destination, rules: EgressRules): string | null {
  const { hostname, port, address, allowPrivate } = destination
  const named = address.toString() === hostname ? 'this' : address.toString()
  if (isMetadata(address)) return `${named} ${HOLDS_CREDENTIALS}`
  if (isOwn(address, port, rules.own)) return 'Signalbox itself listens there, and no step may go there'
  const kind = addressKind(address)
  if (kind === 'never') return `${named} is not the address of a host`
  if (kind === 'public' || allowPrivate || isAllowed(destination, rules.allowedPrivateHosts)) return null
  return `${named} is a private address. To let steps reach it, add ${hostname} to the allowed private hosts in the settings`
}

function isOwn(address: Address, port: number, own: readonly HostAndPort[]): boolean {
  return own.some((each) => each.port === port && listensAt(each.host, address))
}

/** Whether who listens on `host` can be reached at the address. */
function listensAt(host: string, address: Address): boolean {
  const bound = host === 'localhost' ? readAddress('127.0.0.1') : readAddress(host)
  if (addressKind(address) === 'never') return true
  if (bound === null || bound.range() === 'unspecified') return isLoopback(address) || machineAddresses().has(address.toString())
  return bound.toString() === address.toString() || (isLoopback(bound) && isLoopback(address))
}

const machineAddresses = (): Set<string> =>
  new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((each) => readAddress(each.address)?.toString() ?? '')))

const isAllowed = (destination: Destination, entries: readonly string[]): boolean => entries.some((entry) => fits(entry.trim().toLowerCase(), destination))

function fits(entry: string, { hostname, port, address }: Destination): boolean {
  if (entry.includes('/')) return fitsRange(entry, address)
  const { host, port: only } = splitPort(entry)
  if (only !== null && only !== port) return false
  const allowed = readAddress(host)
  return allowed === null ? plainName(host) === hostname : allowed.toString() === address.toString()
}

function fitsRange(entry: string, address: Address): boolean {
  if (!ipaddr.isValidCIDR(entry)) return false
  const [range, bits] = ipaddr.parseCIDR(entry)
  return range.kind() === address.kind() && address.match(range, bits)
}

/** `nas:80`, `[fd00::1]:80`, `fd00::1`, `nas`. */
function splitPort(entry: string): { host: string; port: number | null } {
  const [, bracketed, afterBracket, plain, afterPlain] = /^(?:\[([^\]]*)\](?::(\d{1,5}))?|([^:]*)(?::(\d{1,5}))?)$/.exec(entry) ?? []
  const port = afterBracket ?? afterPlain
  return { host: bracketed ?? plain ?? entry, port: port === undefined ? null : Number(port) }
}

/** A name as it is compared: small letters, without the dot that may end it. */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')
