import type { WaitingReason } from '../../../../engine/contract/step'
import type { Why, WhyReason } from '../../../../engine/contract/why'
import type { RunView, StepView } from '../run-view'

/** What the engine may say of a step that waits like this. */
const FITS: Readonly<Record<WaitingReason, readonly WhyReason[]>> = {
  slot: ['place', 'shut', 'paused'],
  /** When its time has come, it may find no place. */
  retry: ['retry', 'place', 'shut', 'paused'],
  approval: ['approval'],
  timer: ['timer'],
  child: ['child'],
}

/** What was said of the step, unless it has gone on since: events come before answers. */
export const fittingWhy = ({ waiting }: Pick<StepView, 'waiting'>, why: Why | undefined): Why | null =>
  waiting !== null && why !== undefined && FITS[waiting.reason].includes(why.reason) ? why : null

/** What a line of its own does not say: work is plainly seen, and of the engine itself the banner over every page tells, and of an ended run the page. */
const UNSAID: readonly WhyReason[] = ['works', 'begins', 'engine', 'ended']

/** What the line under the run's head says; null when there is nothing to say, or the run has gone on since. */
export function saidOfRun(why: Why | null, { run, steps }: RunView): Why | null {
  if (why === null || UNSAID.includes(why.reason)) return null
  if (why.reason === 'paused') return run.pausedAt === null ? null : why
  if (run.pausedAt !== null) return null
  if (why.reason === 'group') return run.status === 'queued' ? why : null
  // Items are not among them: what is said of those holds until the next answer.
  const step = [...steps.values()].find(({ id }) => id === why.stepRunId)
  return step === undefined || isSoStill(step, why) ? why : null
}

function isSoStill(step: StepView, why: Why): boolean {
  if (step.status === 'running') return why.reason === 'stuck'
  if (step.status === 'ready') return why.reason === 'place' || why.reason === 'shut'
  return fittingWhy(step, why) !== null
}
