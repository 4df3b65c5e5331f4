import type { Waiting } from '../../../engine/contract/step'
import type { StepState } from '../../components/pipeline-graph/step-state'
import type { RunView, StepView } from './run-view'

/** How each step stands, as the graph's cards show it. */
export const cardStates = ({ steps }: RunView): ReadonlyMap<string, StepState> =>
  new Map(
    [...steps].map(([id, step]) => [id, { status: step.status, startedAt: step.startedAt, finishedAt: step.finishedAt, map: step.map, note: noteOf(step) }]),
  )

/** What is worth more than the kind of the step. */
function noteOf(step: StepView): string | undefined {
  if (step.status === 'waiting' && step.waiting !== null) return waitNote(step.waiting)
  if (step.map === null && step.attempt > 1) return `${step.kind}, ${step.status === 'running' ? `attempt ${step.attempt}` : `${step.attempt} attempts`}`
  if (step.reusedFrom !== null) return step.attempt === 0 ? 'taken over' : `${step.kind}, from the cache`
  if (step.status === 'skipped' && step.skipReason !== null) return SKIPS[step.skipReason]
  return undefined
}

/** Who waits for a place until a certain time waits for somebody who asked to be left alone. */
const waitNote = ({ reason, until }: Waiting): string => (reason === 'slot' && until !== null ? 'waits for its provider' : WAITS[reason])

const SKIPS = {
  condition: 'condition was false',
  upstream: 'not reached',
  not_needed: 'not needed',
} as const satisfies Record<NonNullable<StepView['skipReason']>, string>

const WAITS = {
  slot: 'waits for a place',
  retry: 'waits for its next try',
  approval: 'waits for an answer',
  timer: 'waits for its time',
  child: 'waits for its run',
} as const satisfies Record<NonNullable<StepView['waiting']>['reason'], string>
