import type { Waiting } from '../contract/step'
import type { StepSpec } from '../core/pipelines/spec'
import { NO_LANE, type Places } from '../ports/places'
import type { Transaction } from '../ports/unit-of-work'

interface Now {
  readonly plans: { readonly places: Places }
  readonly now: number
}

/** More places than any lane has: beyond it nothing is counted. */
const MOST_COUNTED = 1000

/** What an attempt that is due waits for beside its queue: a place in its lane, in which others may be before it. Null: nothing. */
export async function laneWait(tx: Transaction, lane: string, { plans: { places }, now }: Now): Promise<Waiting | null> {
  if (lane === NO_LANE) return null
  const most = places.room(lane, 0, now)
  if (most === Infinity) return null
  if (most > 0) {
    const { held, waiting } = await tx.attempts.laneUse(lane, MOST_COUNTED)
    if (places.room(lane, held, now) > waiting) return null
  }
  return { reason: 'slot', until: places.opensAt(lane, now) }
}

/** An attempt begins in its lane. */
export function beginInLane(tx: Transaction, lane: string, { plans: { places }, now }: Now): void {
  if (lane !== NO_LANE) tx.afterRollback(places.begun(lane, now))
}

/** The step's retry policy as far as its lane allows it. */
export function withinLane(spec: StepSpec, lane: string | undefined, { plans: { places } }: Now): StepSpec {
  const most = lane === undefined ? Infinity : places.rulesOf(lane).maxAttempts
  return most >= spec.retry.attempts ? spec : { ...spec, retry: { ...spec.retry, attempts: most } }
}
