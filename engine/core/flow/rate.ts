/** So many a minute, spread out: the generic cell rate algorithm. */
export interface Rate {
  readonly intervalMs: number
  /** How many may begin at once after a rest. */
  readonly burst: number
  /** When the next would begin if all kept their distance. */
  readonly dueAt: number
}

const MINUTE = 60_000

/** Never more than so many in any minute: a second's worth at once after a rest, and the others spread over the rest of the minute. */
export function rateOf(perMinute: number): Rate {
  const burst = Math.max(1, Math.floor(perMinute / 60))
  return { intervalMs: MINUTE / Math.max(1, perMinute - burst), burst, dueAt: 0 }
}

/** One every so often. */
export const everyMs = (intervalMs: number, from: number): Rate => ({ intervalMs, burst: 1, dueAt: from })

export function rateRoom({ intervalMs, burst, dueAt }: Rate, now: number): number {
  const early = now + (burst - 1) * intervalMs - dueAt
  return early < 0 ? 0 : Math.min(burst, Math.floor(early / intervalMs) + 1)
}

export const rateBegun = (rate: Rate, now: number): Rate => ({ ...rate, dueAt: Math.max(rate.dueAt, now) + rate.intervalMs })

/** Everything that was allowed by then has been used, as far as anyone knows: those that begin from now on keep the rate with any that were before. */
export const rateSpent = (rate: Rate, at: number): Rate => ({ ...rate, dueAt: Math.max(rate.dueAt, at + rate.burst * rate.intervalMs) })

export const rateOpensAt = ({ intervalMs, burst, dueAt }: Rate): number => Math.ceil(dueAt - (burst - 1) * intervalMs)

/** What may be used in a minute, where it is known only afterwards how much that was: whoever overdraws waits until it has come back. */
export interface Allowance {
  readonly perMinute: number
  /** Less than nothing after an expensive one. */
  readonly left: number
  readonly at: number
}

export const allowanceOf = (perMinute: number, now: number): Allowance => ({ perMinute, left: perMinute, at: now })

export const allowanceLeft = ({ perMinute, left, at }: Allowance, now: number): number =>
  Math.min(perMinute, left + (Math.max(0, now - at) * perMinute) / MINUTE)

export const allowanceUsed = (allowance: Allowance, amount: number, now: number): Allowance => ({
  ...allowance,
  left: allowanceLeft(allowance, now) - amount,
  at: Math.max(now, allowance.at),
})

/** As `rateSpent`. */
export const allowanceSpent = (allowance: Allowance, at: number): Allowance => ({ ...allowance, left: 0, at })

/** When so much is left again. */
export const allowanceOpensAt = (allowance: Allowance, amount: number, now: number): number =>
  Math.ceil(now + (Math.max(0, Math.min(amount, allowance.perMinute) - allowanceLeft(allowance, now)) * MINUTE) / allowance.perMinute)
