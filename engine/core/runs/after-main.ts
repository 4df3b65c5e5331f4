import type { Decision, StepState } from './decisions'

/** Every step but those of `on_failure` has ended; `steps` are these, as far as they have not ended. */
export interface MainEnded {
  readonly change: 'main_ended'
  readonly steps: readonly StepState[]
  /** Whether any of the others failed. */
  readonly failed: boolean
  readonly cancelRequested: boolean
}

/** After a failure those begin that need no other; after none they are all left out. A cancel has ended them already. */
export function afterMain({ steps, failed, cancelRequested }: MainEnded, now: number): readonly Decision[] {
  if (cancelRequested) return []
  if (!failed) return steps.map((step): Decision => ({ do: 'end_step', step, status: 'skipped', skipReason: 'not_needed', error: null }))
  return steps
    .filter(({ remainingNeeds }) => remainingNeeds === 0)
    .map((step): Decision => ({ do: 'start_attempt', step, number: step.attempt + 1, at: now, error: null, lost: false }))
}
