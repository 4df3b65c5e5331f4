import type { RunEvent } from '../../contract/events'

/** One event as the driver writes it down, to compare it with the row. */
export function noteOf(event: RunEvent): string {
  switch (event.type) {
    case 'run.changed':
      return `run ${event.status}`
    case 'run.cancel_requested':
      return 'cancel requested'
    case 'run.paused':
      return 'paused'
    case 'run.resumed':
      return 'resumed'
    case 'step.changed':
      return `${event.stepRunId} ${event.status} ${event.attempt}`
    case 'usage.recorded':
      return `${event.stepRunId} used ${event.usage.inputTokens} + ${event.usage.outputTokens} tokens ${event.attempt}`
    case 'result.refused':
      return `${event.stepRunId} refused ${event.attempt}`
    case 'approval.asked':
      return `${event.stepRunId} asks ${event.attempt}`
    case 'approval.answered':
      return `${event.stepRunId} ${event.status} ${event.attempt}`
  }
}
