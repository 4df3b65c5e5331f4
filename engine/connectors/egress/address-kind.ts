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
  if (!ipaddr.isValid(text)) return null
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv4) return address
  const bytes = address.toByteArray()
  // `::` and `::1` are addresses in their own right.
  const isPlain = address.range() === 'unspecified' || address.range() === 'loopback'
  if (isPlain || !CARRIERS.some(([range, bits]) => address.match(range, bits))) return address
  return new ipaddr.IPv4(bytes.slice(12))
}

export function addressKind(address: Address): AddressKind {
  const range = address.range()
  if (range === 'unicast') return 'public'
  return NEVER.has(range) ? 'never' : 'private'
}

export const isMetadata = (address: Address): boolean => METADATA.has(address.toString())
export const isLoopback = (address: Address): boolean => address.range() === 'loopback'
