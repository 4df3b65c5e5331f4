import { type Budget, budgetOpensAt, budgetRoom, learnBudget, spend } from './budget'
import type { FlowFacts, FlowReason, Refusal } from './facts'
import {
  type Allowance,
  allowanceLeft,
  allowanceOf,
  allowanceOpensAt,
  allowanceSpent,
  allowanceUsed,
  everyMs,
  type Rate,
  rateBegun,
  rateOf,
  rateOpensAt,
  rateRoom,
  rateSpent,
} from './rate'

/** What a person allows a lane; null: not limited. */
export interface FlowLimits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
}

/** How a lane flows: what is allowed, what the other side has said, and what is under way. */
export interface Flow {
  readonly limits: FlowLimits
  readonly inFlight: number
  /** So many at once while nothing is known of the other side; each good reply lets one more go. */
  readonly window: number
  /** The other side has refused and wants nothing before this. */
  readonly shutUntil: number
  /** How fast it lets itself be asked, where it says nothing but no; null: it never did, or not for long. */
  readonly pace: Rate | null
  /** From here on the pace is eased. */
  readonly easeFrom: number
  /** Since when it has been asked without a rest, and how many replies there were: what it took before it refused. */
  readonly since: number
  readonly answered: number
  readonly requests: Budget | null
  readonly tokens: Budget | null
  readonly ownRequests: Rate | null
  readonly ownTokens: Allowance | null
  /** What an attempt uses on average; 0 while nobody knows. */
  readonly tokensEach: number
}

/** How many go to somebody unknown at once. */
const FIRST_WINDOW = 4
/** From here on the window is no longer in the way. */
const WIDE_WINDOW = 64
/** How much a new count changes the average. */
const NEWEST = 0.2
/** A pace that was refused is slowed; one that went well for a while is eased a little with each reply, to find what the other side takes by now. */
const SLOWED = 1.25
const EASED = 0.98
const EASE_AFTER = { least: 10_000, shuts: 10 }
const PACE_NOT_WORTH_MS = 5
/** What the other side takes is guessed from so many replies on, and on the safe side by so much. */
const ENOUGH_TO_GUESS = 3
const MARGIN = 1.1
/** When it refuses and does not say for how long. */
export const USUAL_SHUT_MS = 1000

export function openFlow(limits: FlowLimits, { careful, now }: { readonly careful: boolean; readonly now: number }): Flow {
  return {
    limits,
    inFlight: 0,
    window: careful ? FIRST_WINDOW : Infinity,
    shutUntil: 0,
    pace: null,
    easeFrom: 0,
    since: now,
    answered: 0,
    requests: null,
    tokens: null,
    ownRequests: limits.requestsPerMinute === null ? null : rateOf(limits.requestsPerMinute),
    ownTokens: limits.tokensPerMinute === null ? null : allowanceOf(limits.tokensPerMinute, now),
    tokensEach: 0,
  }
}

/** After somebody of whom nobody knows what he used until then: what people allow holds all the same. */
export const flowAfter = (flow: Flow, at: number): Flow => ({
  ...flow,
  ownRequests: flow.ownRequests === null ? null : rateSpent(flow.ownRequests, at),
  ownTokens: flow.ownTokens === null ? null : allowanceSpent(flow.ownTokens, at),
})

/** What a person has changed holds from now on; what was learnt stays. */
export function withLimits(flow: Flow, limits: FlowLimits, now: number): Flow {
  const { ownRequests, ownTokens } = openFlow(limits, { careful: false, now })
  return {
    ...flow,
    limits,
    ownRequests: limits.requestsPerMinute === flow.limits.requestsPerMinute ? flow.ownRequests : ownRequests,
    ownTokens: limits.tokensPerMinute === flow.limits.tokensPerMinute ? flow.ownTokens : ownTokens,
  }
}

/** How many more attempts may begin now; Infinity: as many as like. */
export function flowRoom(flow: Flow, now: number): number {
  if (now < flow.shutUntil) return 0
  const { pace, requests, tokens, ownRequests, ownTokens, tokensEach, inFlight } = flow
  return Math.max(
    0,
    Math.min(
      flow.window - inFlight,
      pace === null ? Infinity : rateRoom(pace, now),
      requests === null ? Infinity : budgetRoom(requests, 1, now),
      tokens === null ? Infinity : budgetRoom(tokens, tokensEach, now),
      ownRequests === null ? Infinity : rateRoom(ownRequests, now),
      ownTokens === null ? Infinity : allowanceRoom(ownTokens, flow, now),
    ),
  )
}

/** Those under way will use some of it, too. Somebody may always go, once there is anything left. */
function allowanceRoom(allowance: Allowance, { inFlight, tokensEach }: Flow, now: number): number {
  const left = allowanceLeft(allowance, now) - inFlight * tokensEach
  if (left <= 0) return 0
  return tokensEach === 0 ? Math.max(0, FIRST_WINDOW - inFlight) : Math.max(1, Math.floor(left / tokensEach))
}

/** What keeps the next from beginning, and until when. Null when nothing does, or only that replies are still to come. */
export function flowShut(flow: Flow, now: number): { readonly until: number; readonly reason: FlowReason } | null {
  const { pace, requests, tokens, ownRequests, ownTokens, tokensEach } = flow
  const shut: { until: number; reason: FlowReason }[] = []
  if (now < flow.shutUntil) shut.push({ until: flow.shutUntil, reason: 'refused' })
  if (pace !== null && rateRoom(pace, now) <= 0) shut.push({ until: rateOpensAt(pace), reason: 'refused' })
  if (requests !== null && budgetRoom(requests, 1, now) <= 0) shut.push({ until: budgetOpensAt(requests, now), reason: 'requests' })
  if (tokens !== null && budgetRoom(tokens, tokensEach, now) <= 0) shut.push({ until: budgetOpensAt(tokens, now), reason: 'tokens' })
  if (ownRequests !== null && rateRoom(ownRequests, now) <= 0) shut.push({ until: rateOpensAt(ownRequests), reason: 'own_limit' })
  if (ownTokens !== null && allowanceRoom(ownTokens, flow, now) <= 0 && tokensEach > 0)
    shut.push({ until: allowanceOpensAt(ownTokens, (flow.inFlight + 1) * tokensEach, now), reason: 'own_limit' })
  return shut.reduce<(typeof shut)[number] | null>((last, each) => (last === null || each.until > last.until ? each : last), null)
}

export function flowBegun(flow: Flow, now: number): Flow {
  return {
    ...flow,
    inFlight: flow.inFlight + 1,
    ...(flow.inFlight === 0 && flow.pace === null && { since: now, answered: 0 }),
    pace: flow.pace === null ? null : rateBegun(flow.pace, now),
    requests: flow.requests === null ? null : spend(flow.requests, 1, now),
    tokens: flow.tokens === null ? null : spend(flow.tokens, flow.tokensEach, now),
    ownRequests: flow.ownRequests === null ? null : rateBegun(flow.ownRequests, now),
  }
}

/** An attempt has ended, whatever it came to. */
export const flowEnded = (flow: Flow): Flow => ({ ...flow, inFlight: Math.max(0, flow.inFlight - 1) })

export const flowUsed = (flow: Flow, tokens: number, now: number): Flow => ({
  ...flow,
  tokensEach: flow.tokensEach === 0 ? tokens : flow.tokensEach * (1 - NEWEST) + tokens * NEWEST,
  ownTokens: flow.ownTokens === null ? null : allowanceUsed(flow.ownTokens, tokens, now),
})

export function flowLearnt(flow: Flow, facts: FlowFacts): Flow {
  const { at } = facts
  const others = Math.max(0, flow.inFlight - 1)
  const told: Flow = {
    ...flow,
    requests: facts.requests === null ? flow.requests : learnBudget(flow.requests, facts.requests, { at, others, cost: 1 }),
    tokens: facts.tokens === null ? flow.tokens : learnBudget(flow.tokens, facts.tokens, { at, others, cost: flow.tokensEach }),
  }
  return facts.refused === null ? answered(told, at) : refused(told, facts.refused, at)
}

/** Whoever says what is left needs no probing. */
function answered(flow: Flow, at: number): Flow {
  const window = flow.requests !== null || flow.window >= WIDE_WINDOW ? Infinity : flow.window + 1
  return { ...flow, window, pace: at < flow.easeFrom ? flow.pace : eased(flow.pace), answered: flow.answered + 1 }
}

const eased = (pace: Rate | null): Rate | null =>
  pace === null || pace.intervalMs * EASED < PACE_NOT_WORTH_MS ? null : { ...pace, intervalMs: pace.intervalMs * EASED }

function refused(flow: Flow, { until, tooMany }: Refusal, at: number): Flow {
  // Of those that were under way together, the first to be refused says it all.
  if (at < flow.shutUntil) return { ...flow, shutUntil: Math.max(flow.shutUntil, until) }
  const pace = tooMany ? slower(flow, until) : flow.pace
  const easeFrom = until + Math.max(EASE_AFTER.least, EASE_AFTER.shuts * (until - at))
  // One goes first, to see whether it is well again.
  return { ...flow, window: 1, pace: pace === null ? null : { ...pace, dueAt: until }, shutUntil: until, easeFrom, since: until, answered: 0 }
}

function slower({ pace, requests, since, answered: taken }: Flow, until: number): Rate | null {
  // Who says how much is left says better than a guess how fast to go.
  if (requests !== null) return null
  if (pace !== null) return { ...pace, intervalMs: pace.intervalMs * SLOWED }
  return taken < ENOUGH_TO_GUESS ? null : everyMs(Math.max(PACE_NOT_WORTH_MS, ((until - since) / taken) * MARGIN), until)
}
