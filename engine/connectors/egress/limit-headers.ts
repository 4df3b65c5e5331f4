import type { FlowFacts, LimitFacts } from '../../core/flow/facts'
import { USUAL_SHUT_MS } from '../../core/flow/flow'
import { parseDuration } from '../../core/shared/duration'
import { retryAfterMs } from './retry-after'

type Headers = Readonly<Record<string, string>>

/** Statuses by which a server says that there was too much: of 503 only when it says for how long. */
const TOO_MANY = 429
const UNAVAILABLE = 503

/**
 * What a reply says of the other side's limits, in the dialects of OpenAI (and those who speak like it) and Anthropic, and
 * of HTTP itself. What cannot be read was not said.
 */
export function readLimits({ status, headers }: { readonly status: number; readonly headers: Headers }, now: number): FlowFacts {
  const wish = retryAfterMs(headers, now)
  const isRefused = status === TOO_MANY || (status === UNAVAILABLE && wish !== undefined)
  return {
    at: now,
    requests: openAi(headers, 'requests', now) ?? anthropic(headers, 'requests') ?? plain(headers, now),
    tokens: openAi(headers, 'tokens', now) ?? anthropic(headers, 'tokens') ?? anthropic(headers, 'input-tokens'),
    refused: isRefused ? { until: now + (wish ?? USUAL_SHUT_MS), tooMany: status === TOO_MANY } : null,
  }
}

const openAi = (headers: Headers, what: 'requests' | 'tokens', now: number): LimitFacts | null =>
  facts(headers[`x-ratelimit-limit-${what}`], headers[`x-ratelimit-remaining-${what}`], resetIn(headers[`x-ratelimit-reset-${what}`], now))

const anthropic = (headers: Headers, what: 'requests' | 'tokens' | 'input-tokens'): LimitFacts | null =>
  facts(headers[`anthropic-ratelimit-${what}-limit`], headers[`anthropic-ratelimit-${what}-remaining`], resetOn(headers[`anthropic-ratelimit-${what}-reset`]))

/** Proxies and others: without a kind, they count requests. */
const plain = (headers: Headers, now: number): LimitFacts | null =>
  facts(headers['x-ratelimit-limit'], headers['x-ratelimit-remaining'], resetIn(headers['x-ratelimit-reset'], now))

function facts(limit: string | undefined, remaining: string | undefined, resetAt: number | null): LimitFacts | null {
  const left = count(remaining)
  return left === null ? null : { limit: count(limit), remaining: left, resetAt }
}

function count(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,15}$/.test(text.trim())) return null
  return Number(text)
}

/** From here on a number is a time (s) rather than a duration. */
const YEAR_2001 = 1_000_000_000

/** `1s`, `6m0s`, `2m59.56s`, `17ms`, or a number: seconds from now, or since 1970. */
function resetIn(text: string | undefined, now: number): number | null {
  const said = text?.trim() ?? ''
  if (/^\d{1,13}(?:\.\d{1,9})?$/.test(said)) {
    const seconds = Number(said)
    return seconds < YEAR_2001 ? now + seconds * 1000 : seconds < YEAR_2001 * 1000 ? seconds * 1000 : seconds
  }
  const duration = parseDuration(said)
  return duration === null ? null : now + duration
}

/** A date, as `2026-01-27T12:00:01Z`. */
function resetOn(text: string | undefined): number | null {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? null : at
}
