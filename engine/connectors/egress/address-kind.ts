import ipaddr from 'ipaddr.js'

/** public: on the internet. private: of this machine, of its network, or set aside. never: no host answers there, or all do. */
export type AddressKind = 'public' | 'private' | 'never'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

const NEVER = new Set(['unspecified', 'broadcast', 'multicast', 'discard'])

/** IPv6 ranges that carry an IPv4 address in their last 32 bits, where packets end up. */
const CARRIERS = ['::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '::/96'].map((range) => ipaddr.IPv6.parseCIDR(range))

/** Where a cloud hands its machines their credentials: no step has business there, whatever the settings say. */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
])

/** An address as it is written in an answer of DNS or in a URL; null for anything else. An IPv4 address inside an IPv6 one is what counts. */
export function readAddress(text: string): Address | null {
  // The zone only says by which of this machine's interfaces to go there.
  const plain = text.includes(':') ? text.replace(/%.*$/s, '') : text
  if (!ipaddr.isValid(plain)) return null
  const address = ipaddr.parse(plain)
  if (address instanceof ipaddr.IPv4) return address
  const bytes = address.toByteArray()
  // `::` and `::1` are addresses in their own right.
  const isPlain = address.range() === 'unspecified' || address.range() === 'loopback'
  if (isPlain || !CARRIERS.some(([range, bits]) => address.match(range, bits))) return address
  return new ipaddr.IPv4(bytes.slice(12))
}

interface Tunnel {
  readonly range: readonly [ipaddr.IPv6, number]
  /** Which bytes of the address may be those of the IPv4 address inside. */
  readonly places: readonly (readonly number[])[]
  /** Teredo turns the bits of its client over. */
  readonly inverted?: readonly number[]
}

/** IPv6 ranges that stay private as they are, though a gateway may hand the packets on to an IPv4 address inside. */
const TUNNELS: readonly Tunnel[] = [
  // A network's own NAT64: each length of the prefix puts the address elsewhere, leaving out byte 8.
  {
    range: ipaddr.IPv6.parseCIDR('64:ff9b:1::/48'),
    places: [
      [6, 7, 9, 10],
      [7, 9, 10, 11],
      [9, 10, 11, 12],
      [12, 13, 14, 15],
    ],
  },
  // 6to4
  { range: ipaddr.IPv6.parseCIDR('2002::/16'), places: [[2, 3, 4, 5]] },
  // Teredo: its server, and its client.
  { range: ipaddr.IPv6.parseCIDR('2001::/32'), places: [[4, 5, 6, 7]], inverted: [12, 13, 14, 15] },
]

/** The IPv4 addresses that one of a tunnel may stand for. */
function carried(address: Address): Address[] {
  if (address instanceof ipaddr.IPv4) return []
  const bytes = address.toByteArray()
  const pick = (places: readonly number[]): number[] => places.map((place) => bytes[place] ?? 0)
  return TUNNELS.filter(({ range: [range, bits] }) => address.match(range, bits)).flatMap(({ places, inverted }) =>
    [...places.map(pick), ...(inverted === undefined ? [] : [pick(inverted).map((byte) => byte ^ 0xff)])].map((four) => new ipaddr.IPv4(four)),
  )
}

export function addressKind(address: Address): AddressKind {
  const range = address.range()
  if (range === 'unicast') return 'public'
  return NEVER.has(range) ? 'never' : 'private'
}

export const isMetadata = (address: Address): boolean => [address, ...carried(address)].some((each) => METADATA.has(each.toString()))
export const isLoopback = (address: Address): boolean => address.range() === 'loopback'
