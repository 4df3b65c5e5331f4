import { JOB_ID } from '../../contract/service'
import { EngineError } from '../../core/shared/engine-error'

/** As much of a service as addresses need. */
export interface AddressedService {
  readonly name: string
  readonly baseUrl: string
}

/** Where a path of a service lies. Throws `address_refused` for one that leads out of the service's own address, as `/../admin` does. */
export function serviceUrl({ name, baseUrl }: AddressedService, path: string): string {
  const base = baseUrl.replace(/\/+$/, '')
  const root = new URL(base)
  const url = parsed(`${base}${path}`)
  if (url === null || url.origin !== root.origin || !isBelow(url.pathname, root.pathname))
    throw new EngineError('address_refused', `The path of the request leads out of the address of the service "${name}".`)
  return url.href
}

/** An address that the service itself gave, whole or relative to its own. Throws `address_refused` for one of another host. */
export function addressFrom({ name, baseUrl }: AddressedService, given: string): string {
  const url = parsed(given, `${baseUrl.replace(/\/+$/, '')}/`)
  if (url === null || url.origin !== new URL(baseUrl).origin)
    throw new EngineError('address_refused', `The service "${name}" names an address for the status that is not its own, and no other is asked.`)
  return url.href
}

/** The path with a job's id filled in. Throws `response_invalid` for an id that no path can hold. */
export function jobPath({ name }: AddressedService, path: string, id: string): string {
  if (id === '.' || id === '..') throw new EngineError('response_invalid', `The service "${name}" gave "${id}" as the id of the job, which no address can hold.`)
  return path.replaceAll(JOB_ID, encodeURIComponent(id))
}

const isBelow = (path: string, root: string): boolean => root === '/' || path === root || path.startsWith(`${root}/`)

function parsed(text: string, base?: string): URL | null {
  try {
    return new URL(text, base)
  } catch {
    // The one thing it throws.
    return null
  }
}
