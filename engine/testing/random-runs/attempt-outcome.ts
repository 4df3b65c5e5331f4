import type { AttemptOutcome } from '../../core/runs/decisions'
import type { ClaimedAttempt } from '../../usecases/transition-options'
import { askOf } from './answer-questions'
import type { Fate, Fated } from './scenario'

const ERROR = { code: 'step_failed', message: 'as fated' } as const

/** What is to become of a step or item. */
export function fateOf({ fates }: Fated, { stepId, itemIndex }: Pick<ClaimedAttempt, 'stepId' | 'itemIndex'>): Fate {
  const fate = fates.get(stepId)
  const own = itemIndex === null ? fate?.self : fate?.items[itemIndex]
  if (own === undefined) throw new Error(`no fate for ${stepId}`)
  return own
}

/** How long the list is that a mapped step reads; null for everything else. */
export function listedBy({ spec, fates }: Fated, { stepId, itemIndex }: Pick<ClaimedAttempt, 'stepId' | 'itemIndex'>): number | null {
  const isMapped = itemIndex === null && [...spec.steps, ...spec.onFailure].some(({ id, map }) => id === stepId && map !== null)
  return isMapped ? (fates.get(stepId)?.items.length ?? 0) : null
}

/** What becomes of its attempt of that number; null when that is up to a run that it starts. */
export function outcomeOf({ before, end }: Fate, attempt: number, now: number, listed: number | null): AttemptOutcome | null {
  const early = before[attempt - 1]
  if (early === 'lost') return { kind: 'lost' }
  if (early === 'failed') return { kind: 'failed', error: ERROR, retryable: true, retryAfterMs: 0 }
  switch (end) {
    case 'broken':
      return { kind: 'failed', error: ERROR, retryable: false, retryAfterMs: 0 }
    case 'condition':
      return { kind: 'skipped' }
    case 'waiting':
      return { kind: 'waiting', until: now + 500 }
    case 'approved':
    case 'rejected':
    case 'expired':
      return { kind: 'asked', ask: askOf(end, now) }
    case 'succeeded':
      return listed === null ? { kind: 'succeeded' } : { kind: 'expanded', total: listed, reused: [] }
    case 'child':
    case 'detached':
      return null
  }
}
