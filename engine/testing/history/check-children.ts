import type { RunRecord } from '../../ports/records'
import { groupBy } from '../../core/shared/group-by'
import { isRunOver } from '../../core/runs/run-state'
import type { StepRunRecord } from '../../ports/records'
import { violating, type Violation } from './check-rows'

type Child = Pick<RunRecord, 'externalId' | 'status' | 'parent'>
type Starter = Pick<StepRunRecord, 'id' | 'stepId' | 'status' | 'reusedFrom'>

/** A step starts one run at most, however often it is tried, and ends as that does; whoever waits for a run that was cancelled with it ends after it. */
export function checkChildren(runs: readonly Child[], stepOf: (stepRunId: string) => Starter | undefined): readonly Violation[] {
  const children = groupBy(
    runs.filter(({ parent }) => parent !== null),
    ({ parent }) => parent?.stepRunId ?? '',
  )
  return [...children].flatMap(([stepRunId, started]) => {
    const step = stepOf(stepRunId)
    const [child] = started
    if (step === undefined || child === undefined) return violating('I1', [`${started.length} runs were started by a step that is not there`])
    const waits = child.parent?.waits === true
    return [
      ...violating(
        'I2',
        started.length > 1 ? [`${step.stepId} started ${started.length} runs: ${started.map(({ externalId }) => externalId).join(', ')}`] : [],
      ),
      ...violating(
        'I2',
        waits && step.status === 'succeeded' && child.status !== 'succeeded'
          ? [`${step.stepId} succeeded, and the run that it waited for, ${child.externalId}, is ${child.status}`]
          : [],
      ),
      ...violating(
        'I14',
        step.status === 'cancelled' && !isRunOver(child.status)
          ? [`${step.stepId} was cancelled, and the run that it had started, ${child.externalId}, is ${child.status}`]
          : [],
      ),
    ]
  })
}
