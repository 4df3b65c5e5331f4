import type { RunEvent } from '../../contract/events'
import { violating, type Violation } from './check-rows'
import { placeOf, type RunRows } from './rows'

type StepChanged = Extract<RunEvent, { type: 'step.changed' }>

export interface Promptness {
  /** When the engine was started (epoch ms). */
  readonly starts: readonly number[]
  /** What is due is done within so long (ms). */
  readonly withinMs: number
}

/** I15: a step that slept until a time went on soon after it, or after the start of an engine that was not there then; never before. */
export function checkWaits({ run, events }: RunRows, { starts, withinMs }: Promptness): readonly Violation[] {
  if (run.cancelRequestedAt !== null) return []
  const changes = events.filter((event) => event.type === 'step.changed')
  return violating(
    'I15',
    changes.flatMap((event, index) => {
      const until = timerOf(event)
      const next = changes.slice(index + 1).find(({ stepRunId }) => stepRunId === event.stepRunId)
      if (until === null || next === undefined) return []
      if (next.at < until) return [`${placeOf(event)} was to sleep until ${until}, and was woken at ${next.at}`]
      const from = Math.max(until, ...starts.filter((start) => start <= next.at))
      return next.at > from + withinMs ? [`${placeOf(event)} was to sleep until ${until}, and was woken ${next.at - until} ms later`] : []
    }),
  )
}

const timerOf = ({ status, waiting }: StepChanged): number | null => (status === 'waiting' && waiting?.reason === 'timer' ? waiting.until : null)
