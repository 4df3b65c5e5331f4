import * as z from 'zod'

const PORT = /^[1-9]\d{0,4}$/
const MAX_PORT = 65_535
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i

const address4 = z.ipv4()
const address6 = z.ipv6()
const range4 = z.cidrv4()
const range6 = z.cidrv6()

const is = (schema: z.ZodType, text: string): boolean => schema.safeParse(text).success

/**
 * What is wrong with an entry of the allowed private hosts, as a sentence; null when it is a name or an address, with a
 * port or without, or a range of addresses: `nas.local`, `localhost:9000`, `10.0.0.5`, `[fd00::1]:80`, `192.168.0.0/16`.
 */
export function privateHostFault(entry: string): string | null {
  if (entry.includes('://')) return `"${entry}" is an address of a page: leave out \`http://\` and what follows the host.`
  if (entry.includes('/')) return is(range4, entry) || is(range6, entry) ? null : `"${entry}" is not a range of addresses, such as 192.168.0.0/16.`
  if (is(address4, entry) || is(address6, entry)) return null
  const { host, port } = partsOf(entry)
  if (port !== null && !(PORT.test(port) && Number(port) <= MAX_PORT)) return `"${entry}" does not end with a port: one is a number from 1 to ${MAX_PORT}.`
  return isHost(host) ? null : `"${entry}" is not a host, such as nas.local, localhost:9000 or 10.0.0.5.`
}

function partsOf(entry: string): { host: string; port: string | null } {
  const [, bracketed, bracketedPort, plain, plainPort] = /^(?:(\[[^\]]*\])(?::(.*))?|([^:]*)(?::(.*))?)$/.exec(entry) ?? []
  return { host: bracketed ?? plain ?? '', port: bracketedPort ?? plainPort ?? null }
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return is(address6, host.slice(1, -1))
  // Four numbers that are no address are a mistake, not a name.
  return is(address4, host) || (!/^[\d.]+$/.test(host) && host.length <= 253 && host.replace(/\.$/, '').split('.').every((label) => LABEL.test(label)))
}
