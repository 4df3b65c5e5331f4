export interface RateLimit {
  /** As many as may come at once. */
  readonly burst: number
  readonly perSecond: number
}

/** Asked before each time; false: too many came lately. */
export function rateLimit({ burst, perSecond }: RateLimit, now: () => number): () => boolean {
  let left = burst
  let at = now()
  return () => {
    // A clock that was set back gives nothing, and takes nothing away.
    left = Math.min(burst, left + (Math.max(0, now() - at) / 1000) * perSecond)
    at = now()
    if (left < 1) return false
    left -= 1
    return true
  }
}
