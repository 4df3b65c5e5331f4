import type { RunEvent } from '../../../engine/contract/events'
import { STATUS_LOOK } from '../../components/statuses'
import { reduceRun } from './run-reducer'
import type { RunView, StepView } from './run-view'
import { usageWords } from './usage'

/** Longer histories are not read: holding and folding them would cost more than the look back is worth. */
export const MOST_EVENTS = 50_000

/** Views are kept this many events apart, so that any moment is folded from a near one. */
const APART = 1000

/** Everything that happened in a run up to some moment, and how the run stood now and then. */
export interface History {
  /** Number n is at place n - 1. */
  readonly events: readonly RunEvent[]
  /** After 0, 1000, 2000 … events. */
  readonly marks: readonly RunView[]
}

/** The history with what was read after its last event. `view` is the run as it stands now. */
export function withEvents(history: History | null, view: RunView, more: readonly RunEvent[]): History {
  const events = history === null ? more : [...history.events, ...more]
  const marks = history === null ? [beforeAnything(view)] : [...history.marks]
  while (marks.length * APART <= events.length) {
    const from = (marks.length - 1) * APART
    marks.push(after(marks[marks.length - 1] ?? beforeAnything(view), events.slice(from, from + APART)))
  }
  return { events, marks }
}

/** The run as it stood when event `seq` had just happened; 0 is before the first. */
export function viewAt({ events, marks }: History, seq: number): RunView | null {
  const mark = Math.min(marks.length - 1, Math.floor(seq / APART))
  const near = marks[mark]
  return near === undefined ? null : after(near, events.slice(mark * APART, seq))
}

const after = (view: RunView, events: readonly RunEvent[]): RunView => reduceRun(view, { type: 'events', events }) ?? view

/** Handed in, and nothing else. */
function beforeAnything({ run, steps }: RunView): RunView {
  return {
    run: {
      ...run,
      status: 'queued',
      startedAt: null,
      finishedAt: null,
      cancelRequestedAt: null,
      pausedAt: null,
      stillAtWork: 0,
      waitsForGroup: null,
      error: null,
      stepsDone: 0,
      stepsFailed: 0,
      output: { kind: 'none' },
      usage: null,
    },
    steps: new Map([...steps].map(([id, step]) => [id, untouched(step)])),
    lastSeq: 0,
    readAgain: null,
  }
}

const untouched = (step: StepView): StepView => ({
  ...step,
  status: 'pending',
  waiting: null,
  skipReason: null,
  attempt: 0,
  startedAt: null,
  finishedAt: null,
  error: null,
  map: null,
  attempts: [],
  usage: null,
  waitingSince: null,
  refused: 0,
  items: null,
  reusedFrom: null,
})

/** The last event at or before a time; 0 when there is none. */
export function seqAtTime(events: readonly RunEvent[], at: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** What an event told: "summarise: succeeded", "item 12 of parse: failed"". */
export function eventWords(event: RunEvent): string {
  switch (event.type) {
    case 'run.changed':
      return `the run: ${STATUS_LOOK[event.status].word.toLowerCase()}`
    case 'run.cancel_requested':
      return 'the run was told to stop'
    case 'run.paused':
      return 'someone paused the run'
    case 'run.resumed':
      return 'someone let the run go on'
    case 'step.changed':
      return `${nameOf(event)}: ${STATUS_LOOK[event.status].word.toLowerCase()}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}${event.reusedFrom === null ? '' : ', taken over'}`
    case 'usage.recorded':
      return `${nameOf(event)} used ${usageWords(event.usage)}`
    case 'result.refused':
      return `a late result of ${nameOf(event)} was refused`
    case 'approval.asked':
      return `${nameOf(event)} asked: ${event.question}`
    case 'approval.answered':
      return `the question of ${nameOf(event)}: ${event.status}${event.by === null ? '' : ` by ${event.by}`}`
  }
}

const nameOf = ({ stepId, itemIndex }: { readonly stepId: string; readonly itemIndex: number | null }): string =>
  itemIndex === null ? stepId : `item ${itemIndex} of ${stepId}`
