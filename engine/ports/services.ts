import type { ServiceCheck, ServiceEntry } from '../contract/service'

/** A service with the key to it. */
export interface ReadyService extends Omit<ServiceEntry, 'apiKey'> {
  readonly key: string | null
}

/** The roster of services, read anew at each call. */
export interface Services {
  /** Throws `service_not_found` (with the names that there are), `secret_not_found`, `vault_locked`. */
  get(name: string): Promise<ReadyService>
  /** By name, without their keys. */
  all(): Promise<readonly ServiceEntry[]>
}

/** Looks at health paths, and remembers what came of it until the engine stops. */
export interface ServiceChecks {
  /** Null: never checked as it is now. */
  last(service: ServiceEntry): ServiceCheck | null
  /** Gives up by itself. Throws `request_invalid` without a health path, and the reason of the signal. */
  check(service: ReadyService, signal: AbortSignal): Promise<ServiceCheck>
}
