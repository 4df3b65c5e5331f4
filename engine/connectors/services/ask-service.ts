import type { ServiceMethod } from '../../contract/service'
import type { ReadyService } from '../../ports/services'
import type { Egress, EgressReply } from '../egress/egress'

export interface ServiceRequest {
  readonly method: ServiceMethod
  /** Of the service itself: see service-address.ts. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly maxBytes: number
  /** For all of it (ms). */
  readonly totalMs: number
  readonly signal: AbortSignal
}

/**
 * Sends a request with the service's key. An admin chose the host, so it may be a private one; for the same reason no
 * redirect is followed. Throws what `Egress.request` throws.
 */
export function askService(egress: Egress, { key, apiKeyHeader }: ReadyService, { headers, totalMs, ...request }: ServiceRequest): Promise<EgressReply> {
  return egress.request({
    ...request,
    headers: { ...headers, ...(key !== null && { [apiKeyHeader]: key }) },
    followRedirects: false,
    allowPrivate: true,
    idleMs: totalMs,
    totalMs,
  })
}

export const isWelcome = (status: number): boolean => status >= 200 && status < 300

/** Of the body of a failure. */
export const FAILURE_BYTES = 64 * 1024
