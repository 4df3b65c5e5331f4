import type { Run } from '../../engine/contract/run'
import type { StepRunWithAttempts } from '../../engine/contract/step'
import { endOf, type PlannedStep } from './sample-plan'

/** Runs that do not go on as others do: paused, pausing, waiting for their group, or telling of a failure. */
export const CONTROL_STORIES = { paused: 12, pausing: 13, grouped: 14, told: 15 } as const

type Standing = Pick<Run, 'pausedAt' | 'stillAtWork' | 'waitsForGroup'>

const GOES_ON: Standing = { pausedAt: null, stillAtWork: 0, waitsForGroup: null }

/** `holder` is the run that others of its group wait for. */
export function standingOf(n: number, createdAt: number, holder: { readonly runId: string; readonly externalId: string }): Standing {
  switch (n) {
    case CONTROL_STORIES.paused:
      return { ...GOES_ON, pausedAt: createdAt + 32_000 }
    case CONTROL_STORIES.pausing:
      return { ...GOES_ON, pausedAt: createdAt + 32_000, stillAtWork: 2 }
    case CONTROL_STORIES.grouped:
      return { ...GOES_ON, waitsForGroup: { group: 'letters of the harbour office', limit: 1, ahead: 1, holders: [holder] } }
    default:
      return GOES_ON
  }
}

/** Where a run stands still: between two steps, or while the last of them are at work; null for one that goes on. */
export function standsAt(n: number, plan: readonly PlannedStep[]): number | null {
  const draft = plan.find(({ step }) => step.id === 'draft')
  if (draft === undefined) return null
  if (n === CONTROL_STORIES.paused) return endOf(draft) + 5
  return n === CONTROL_STORIES.pausing ? endOf(draft) + 1000 : null
}

/** What would begin now, were the run not paused. */
export const withHeld = (steps: readonly StepRunWithAttempts[], plan: readonly PlannedStep[]): StepRunWithAttempts[] =>
  steps.map((step) => {
    const needs = plan.find((planned) => planned.step.id === step.stepId)?.step.needs ?? []
    const met = needs.length > 0 && needs.every((need) => steps.some(({ stepId, status }) => stepId === need.step && status === 'succeeded'))
    return step.status === 'pending' && met ? { ...step, status: 'ready', attempt: 1 } : step
  })
