import { networkInterfaces } from 'node:os'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress } from './address-kind'
import { type EgressRules, refusalOf, refusalOfName } from './egress-rules'
import { readTarget } from './target'

const NONE: EgressRules = { allowedPrivateHosts: [], own: [] }

function judge(url: string, rules: Partial<EgressRules> = {}, { at, allowPrivate = false }: { at?: string; allowPrivate?: boolean } = {}): string | null {
  const { hostname, port } = readTarget(url)
  const address = readAddress(at ?? hostname)
  if (address === null) throw new Error(`${at ?? hostname} is no address`)
  return refusalOf({ hostname, port, address, allowPrivate }, { ...NONE, ...rules })
}

const allows = (entry: string, url: string, at?: string): boolean => judge(url, { allowedPrivateHosts: [entry] }, at === undefined ? {} : { at }) === null

const PRIVATE = [
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.8.8.8/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://017700000001/',
  'http://0177.0.0.1/',
  'http://127.0.0.1./',
  'http://１２７.０.０.１/',
  'http://127。0。0。1/',
  'http://%31%32%37.0.0.1/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.0.1/',
  'http://100.64.0.1/',
  'http://169.254.1.1/',
  'http://192.0.0.8/',
  'http://198.18.0.1/',
  'http://203.0.113.7/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b::a00:1]/',
  'http://[64:ff9b:1::1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:1::1]/',
  'http://[fc00::1]/',
  'http://[fdff::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[2001:db8::1]/',
]

const NOWHERE = [
  'http://0.0.0.0/',
  'http://0/',
  'http://0.1.2.3/',
  'http://255.255.255.255/',
  'http://224.0.0.1/',
  'http://[::]/',
  'http://[ff02::1]/',
  'http://[::ffff:0.0.0.0]/',
  'http://[64:ff9b::0.0.0.0]/',
]

const METADATA = [
  'http://169.254.169.254/',
  'http://0xa9fea9fe/',
  'http://[::ffff:169.254.169.254]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[fd00:ec2::254]/',
  'http://100.100.100.200/',
  'http://169.254.170.2/',
  'http://[64:ff9b:1:a9fe:a9:fe00::]/',
  'http://[64:ff9b:1:a9:fe:a9fe::]/',
  'http://[64:ff9b:1:1:a9:fea9:fe00:0]/',
  'http://[64:ff9b:1::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://[2001:0:a9fe:a9fe::1]/',
  'http://[2001:0:808:808:0:0:5601:5601]/',
]

describe('an address', () => {
  it.each(PRIVATE)('%s is private', (url) => {
    expect(judge(url)).toContain('is a private address')
    expect(judge(url, {}, { allowPrivate: true })).toBeNull()
  })

  it.each(NOWHERE)('%s is nowhere, also with leave for private ones', (url) => {
    expect(judge(url, { allowedPrivateHosts: ['0.0.0.0/0', '::/0', '0.0.0.0'] }, { allowPrivate: true })).toContain('is not the address of a host')
  })

  it.each(METADATA)('%s is where a cloud keeps credentials, whatever is allowed', (url) => {
    expect(judge(url, { allowedPrivateHosts: ['0.0.0.0/0', '::/0', '169.254.169.254'] }, { allowPrivate: true })).toContain('credentials')
  })

  it.each(['fd00:ec2::254%eth0', '64:ff9b::a9fe:a9fe%1', '2002:a9fe:a9fe::1%en0'])('%s is so with a zone, too', (at) => {
    expect(judge('http://cloud.example/', { allowedPrivateHosts: ['::/0', '0.0.0.0/0'] }, { at, allowPrivate: true })).toContain('credentials')
  })

  it.each(['http://[2002:808:808::1]/', 'http://[2001:0:808:808::1]/', 'http://[64:ff9b:1::808:808]/'])('%s, which carries another, needs leave', (url) => {
    expect(judge(url)).toContain('is a private address')
    expect(judge(url, {}, { allowPrivate: true })).toBeNull()
  })

  it.each(['metadata.google.internal', 'METADATA.google.internal.', 'metadata.goog', 'metadata'])('%s is so by its name alone', (name) => {
    expect(refusalOfName(readTarget(`http://${name}/`).hostname)).toContain('credentials')
  })

  it.each(['http://8.8.8.8/', 'http://[2606:4700::1111]/', 'http://[64:ff9b::8.8.8.8]/', 'http://[::ffff:8.8.8.8]/'])('%s is public', (url) => {
    expect(judge(url)).toBeNull()
  })

  it('is judged alike in every spelling', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const spelled = fc.tuple(octet, octet, octet, octet, fc.integer({ min: 0, max: 5 }))
    fc.assert(
      fc.property(spelled, ([a, b, c, d, spelling]) => {
        const whole = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
        const plain = `${a}.${b}.${c}.${d}`
        const odd = [
          `${whole}`,
          `0x${whole.toString(16)}`,
          `0${a.toString(8)}.${b}.${(c << 8) | d}`,
          `[::ffff:${plain}]`,
          `[64:ff9b::${plain}]`,
          `${a}.0x${b.toString(16)}.${c}.${d}.`,
        ][spelling]
        expect(judge(`http://${odd}/`) === null).toBe(judge(`http://${plain}/`) === null)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('an allowed private host', () => {
  it.each([
    ['10.0.0.5', 'http://10.0.0.5/', undefined, true],
    ['10.0.0.5', 'http://[::ffff:10.0.0.5]/', undefined, true],
    ['10.0.0.5', 'http://nas.local/', '10.0.0.5', true],
    ['10.0.0.5', 'http://10.0.0.6/', undefined, false],
    ['10.0.0.5:80', 'http://10.0.0.5/', undefined, true],
    ['10.0.0.5:81', 'http://10.0.0.5/', undefined, false],
    ['nas.local', 'http://NAS.local./', '192.168.1.9', true],
    ['NAS.local.', 'http://nas.local/', '192.168.1.9', true],
    ['nas.local', 'http://evil-nas.local/', '192.168.1.9', false],
    ['nas.local', 'http://192.168.1.9/', undefined, false],
    ['localhost:9000', 'http://localhost:9000/', '127.0.0.1', true],
    ['localhost:9000', 'http://localhost:9001/', '127.0.0.1', false],
    ['192.168.0.0/16', 'http://192.168.7.7:1234/', undefined, true],
    ['192.168.0.0/16', 'http://[::ffff:192.168.7.7]/', undefined, true],
    ['192.168.0.0/16', 'http://192.169.0.1/', '10.0.0.1', false],
    ['fd00::/8', 'http://[fd12::1]/', undefined, true],
    ['fd00::/8', 'http://10.0.0.1/', undefined, false],
    ['fd00::1', 'http://[fd00::1]/', undefined, true],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080/', undefined, true],
    ['[fd00::1]:8080', 'http://[fd00::1]/', undefined, false],
    ['10.0.0.0/33', 'http://10.0.0.0/', undefined, false],
    ['10.0.0.5/', 'http://10.0.0.5/', undefined, false],
    ['', 'http://10.0.0.5/', undefined, false],
    ['*', 'http://10.0.0.5/', undefined, false],
  ])('%j allows %s (%s): %j', (entry, url, at, allowed) => {
    expect(allows(entry, url, at)).toBe(allowed)
  })

  it('is never a way to break the judgement', () => {
    fc.assert(fc.property(fc.string(), (entry) => typeof allows(entry, 'http://10.0.0.5/') === 'boolean'))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', ':', '/', '.', '1', 'a', '0', '%') }),
        (entry) => typeof allows(entry, 'http://10.0.0.5/') === 'boolean',
      ),
    )
  })
})

describe("the engine's own address", () => {
  const mine = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address, family }) => (family === 'IPv6' ? `[${address.replace(/%.*/, '')}]` : address))

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:7777/', true],
    ['127.0.0.1', 'http://127.0.0.1:7778/', false],
    ['localhost', 'http://127.0.0.1:7777/', true],
    ['127.0.0.1', 'http://[::ffff:127.0.0.1]:7777/', true],
    ['127.0.0.1', 'http://10.0.0.1:7777/', false],
    ['0.0.0.0', 'http://127.0.0.1:7777/', true],
    ['::', 'http://[::1]:7777/', true],
    ['10.0.0.1', 'http://10.0.0.1:7777/', true],
  ])('%s:7777 keeps %s out: %j, whatever is allowed', (host, url, refused) => {
    const told = judge(url, { own: [{ host, port: 7777 }], allowedPrivateHosts: ['0.0.0.0/0', '::/0'] }, { allowPrivate: true })
    expect(told?.includes('Signalbox itself') ?? false).toBe(refused)
  })

  it('is every address of the machine, when it listens on all', () => {
    for (const host of mine) expect(judge(`http://${host}:7777/`, { own: [{ host: '0.0.0.0', port: 7777 }] }, { allowPrivate: true })).not.toBeNull()
  })
})
