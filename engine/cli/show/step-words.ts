import type { SkipReason } from '../../contract/step'
import { clock, plural } from './words'
import type { ItemCounts, StepView } from './run-view'

/** `7/12`, `7/12, 1 failed`. */
export const itemsDone = ({ total, done, failed }: ItemCounts): string => `${done}/${total}${failed === 0 ? '' : `, ${failed} failed`}`

/** What a step waits for; begins with a small letter. */
export function waitWords({ waiting, error }: StepView): string {
  const until = waiting?.until == null ? '' : ` at ${clock(waiting.until)}`
  switch (waiting?.reason) {
    case 'retry':
      return `is tried again${until}${error === null ? '' : `: ${error.message}`}`
    case 'slot':
      return waiting?.until == null ? 'waits for a free place at its service or model' : `waits for its service or model, which takes nothing before ${clock(waiting.until)}`
    case 'approval':
      return 'waits for an answer'
    case 'timer':
      return `waits, and goes on${until}`
    case 'child':
      return 'waits for the run that it started'
    case undefined:
      return 'waits'
  }
}

export const skipWords = ({ skipReason }: StepView): string => SKIPS[skipReason ?? 'upstream']

const SKIPS = {
  condition: 'its condition was false',
  upstream: 'a step it needs did not end as asked',
  not_needed: 'what it is there for did not happen',
} as const satisfies Record<SkipReason, string>

/** Beside a step's name and time: how far it is, or why it is as it is. Text of the run, not yet made visible. */
export function stepRemark(step: StepView): string {
  switch (step.status) {
    case 'pending':
    case 'ready':
      return ''
    case 'running':
      return step.attempt > 1 && step.items === null ? `attempt ${step.attempt}  ${step.lastLine}` : step.lastLine
    case 'waiting':
      return waitWords(step)
    case 'succeeded':
      if (step.reused) return step.attempt === 0 ? 'taken over' : 'from the step cache'
      return step.items === null ? '' : withFailures(step.items)
    case 'failed':
      return step.error?.message ?? ''
    case 'skipped':
      return skipWords(step)
    case 'cancelled':
      return step.items === null ? '' : itemsDone(step.items)
  }
}

const withFailures = ({ total, failed }: ItemCounts): string => `${plural(total, 'item')}${failed === 0 ? '' : `, ${failed} failed`}`
