/** How often and how far apart an attempt is tried again. All times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included; 1 means no retry. */
  readonly attempts: number
  readonly backoff: 'exponential' | 'fixed'
  readonly delayMs: number
  readonly maxMs: number
  readonly jitter: 'full' | 'none'
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 3, backoff: 'exponential', delayMs: 1000, maxMs: 60_000, jitter: 'full' }
