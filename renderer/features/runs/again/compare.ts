import type { RunDetail } from '../../../../engine/contract/run'
import type { StepRunWithAttempts } from '../../../../engine/contract/step'

export interface ComparedStep {
  readonly stepId: string
  readonly before: StepRunWithAttempts | null
  readonly now: StepRunWithAttempts | null
}

/** The steps of two runs side by side: those of the later run in its order, then those that it has not. */
export function compareRuns(before: RunDetail, now: RunDetail): readonly ComparedStep[] {
  const visible = ({ steps }: RunDetail) => steps.filter(({ kind }) => kind !== 'outputs')
  const earlier = new Map(visible(before).map((step) => [step.stepId, step]))
  const later = new Set(visible(now).map(({ stepId }) => stepId))
  return [
    ...visible(now).map((step): ComparedStep => ({ stepId: step.stepId, before: earlier.get(step.stepId) ?? null, now: step })),
    ...[...earlier.values()].flatMap((step): ComparedStep[] => (later.has(step.stepId) ? [] : [{ stepId: step.stepId, before: step, now: null }])),
  ]
}
