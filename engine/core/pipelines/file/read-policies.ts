import type { RetryPolicy } from '../../retries/retry-policy'
import { LIMITS } from '../limits'
import type { Policies } from './draft'
import { Section, type Shape } from './section'

const RETRY: Shape = { what: '`retry`', keys: ['attempts', 'backoff', 'delay', 'max', 'jitter'] }

const DAY = 86_400_000
/** The longest a timer can wait. */
const LONGEST_TIMEOUT = 24 * DAY

export const POLICY_KEYS = ['queue', 'timeout', 'retry']

/** `queue`, `timeout` and `retry`, of a step or of the file's defaults. */
export function readPolicies(section: Section | null): Policies {
  if (section === null) return { queue: null, timeoutMs: null, retry: {} }
  return {
    queue: section.text('queue'),
    timeoutMs: section.duration('timeout', { least: 1, most: LONGEST_TIMEOUT }),
    retry: readRetry(section),
  }
}

function readRetry(section: Section): Partial<RetryPolicy> {
  const entry = section.entry('retry')
  const retry = entry === null ? null : Section.open(entry.value, RETRY, section.problems)
  if (retry === null) return {}
  return saidOnly({
    attempts: retry.whole('attempts', { least: 1, most: LIMITS.attempts }),
    backoff: retry.oneOf('backoff', ['exponential', 'fixed']),
    delayMs: retry.duration('delay', { least: 0, most: DAY }),
    maxMs: retry.duration('max', { least: 0, most: DAY }),
    jitter: retry.oneOf('jitter', ['full', 'none']),
  })
}

type Nullable<T> = { readonly [key in keyof T]: T[key] | null }

/** So that spreading over the defaults keeps what was not said. */
function saidOnly({ attempts, backoff, delayMs, maxMs, jitter }: Nullable<RetryPolicy>): Partial<RetryPolicy> {
  return {
    ...(attempts !== null && { attempts }),
    ...(backoff !== null && { backoff }),
    ...(delayMs !== null && { delayMs }),
    ...(maxMs !== null && { maxMs }),
    ...(jitter !== null && { jitter }),
  }
}
