import type { LimitFacts } from './facts'

/**
 * What the other side has left of one limit, by its own words. Until the reset it is spent; after it nobody knows until a
 * reply says so, and attempts go one by one, as far apart as the limit asks for: there is no herd at the reset.
 */
export interface Budget {
  readonly limit: number | null
  readonly remaining: number
  /** When it said so. */
  readonly at: number
  readonly resetAt: number
  /** The longest time to a reset that was seen: the period, or what comes nearest to it. */
  readonly periodMs: number
  /** After the reset: the next may begin from here on. */
  readonly nextAt: number
}

/** When a reply says what is left but not until when. */
const USUAL_PERIOD_MS = 1000
/** When it does not say how many there are in a period: so many. */
const USUAL_LIMIT = 10

interface Learnt {
  readonly at: number
  /** Attempts at work, whose requests may not be counted yet. */
  readonly others: number
  /** What an attempt uses. */
  readonly cost: number
}

/** Null while nothing is known. */
export function learnBudget(known: Budget | null, { limit, remaining, resetAt }: LimitFacts, { at, others, cost }: Learnt): Budget | null {
  if (remaining === null) return known
  const reset = Math.max(at, resetAt ?? at + USUAL_PERIOD_MS)
  const periodMs = Math.max(known?.periodMs ?? 0, reset - at)
  // Replies overtake each other: within a period no more is left than was before, but for what came back since.
  const most =
    known === null || at >= known.resetAt ? Infinity : known.remaining + others * cost + Math.ceil((at - known.at) / Math.max(1, spacing(known, cost))) * cost
  return {
    limit: limit ?? known?.limit ?? null,
    remaining: Math.max(0, Math.min(remaining, most) - others * cost),
    at,
    resetAt: reset,
    periodMs,
    nextAt: reset,
  }
}

/** How many attempts may begin now. */
export function budgetRoom(budget: Budget, cost: number, now: number): number {
  if (now >= budget.resetAt) return now >= budget.nextAt ? 1 : 0
  return cost > 0 ? Math.floor(budget.remaining / cost) : budget.remaining > 0 ? Infinity : 0
}

export function spend(budget: Budget, cost: number, now: number): Budget {
  if (now < budget.resetAt) return { ...budget, remaining: Math.max(0, budget.remaining - cost) }
  return { ...budget, nextAt: now + spacing(budget, cost) }
}

/** When there is room again, if there is none. */
export const budgetOpensAt = ({ resetAt, nextAt }: Budget, now: number): number => (now < resetAt ? resetAt : nextAt)

/** Between two attempts, so that a period's attempts are spread over it. */
const spacing = ({ periodMs, limit }: Budget, cost: number): number => Math.min(periodMs, (periodMs * Math.max(cost, 1)) / Math.max(1, limit ?? USUAL_LIMIT))
