import type { RetryPolicy } from './retry-policy'

/**
 * Milliseconds to wait before the try after `attempt` (from 1) failed. Exponential backoff with full jitter:
 * a uniform draw from [0, min(max, delay · 2^(attempt−1))] spreads callers best (Brooker, "Exponential Backoff and
 * Jitter", AWS 2015). `random` is in [0, 1). A provider's own wish (`Retry-After`) is the floor, capped by the policy's max.
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number, retryAfterMs = 0): number {
  const grown = policy.backoff === 'fixed' ? policy.delayMs : policy.delayMs * 2 ** Math.min(attempt - 1, 52)
  const ceiling = Math.min(policy.maxMs, grown)
  const drawn = policy.jitter === 'full' ? ceiling * random : ceiling
  return Math.round(Math.max(drawn, Math.min(Math.max(retryAfterMs, 0), policy.maxMs)))
}
