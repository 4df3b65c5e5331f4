import type { RunEvent } from '../../../engine/contract/events'
import type { AttemptStatus } from '../../../engine/contract/attempt'
import type { MapProgress } from '../../../engine/contract/step'
import { noItemStatuses, withItemChanges } from './item-statuses'
import { isStepOver, type AttemptView, type StepView } from './run-view'

type StepChanged = Extract<RunEvent, { type: 'step.changed' }>

/** A step after one of its own events: attempts have no events, their story follows from the step's. */
export function afterStepEvent(step: StepView, event: StepChanged): StepView {
  const over = isStepOver(event.status)
  const reused = event.reusedItems ?? []
  const map = event.items === null ? step.map : newMap(event.items, reused)
  return {
    ...step,
    status: event.status,
    waiting: event.waiting,
    skipReason: event.skipReason,
    error: event.error,
    attempt: event.attempt,
    startedAt: step.startedAt ?? (event.status === 'running' ? event.at : null),
    finishedAt: over ? event.at : null,
    waitingSince: event.status === 'waiting' ? (step.waitingSince ?? event.at) : null,
    attempts: afterEvent(step.attempts, event),
    map: map !== null && over ? { ...map, running: 0 } : map,
    items: event.items === null ? step.items : withItemChanges(noItemStatuses(event.items), reused.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, offset) => ({ index: first + offset, status: 'succeeded' as const })))),
    reusedFrom: event.reusedFrom,
  }
}

/** What an earlier run has done counts as done from the beginning. */
function newMap(total: number, reusedItems: NonNullable<StepChanged['reusedItems']>): MapProgress {
  const reused = reusedItems.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  return { total, done: reused, failed: 0, running: 0, reused }
}

function afterEvent(before: readonly AttemptView[], event: StepChanged): readonly AttemptView[] {
  if (event.attempt === 0) return before
  const attempts = closeOlder(before, event)
  const current = attempts.find(({ number }) => number === event.attempt)
  const next = afterOwnEvent(current ?? newAttempt(event), event)
  return [...attempts.filter(({ number }) => number !== event.attempt), next].toSorted((a, b) => a.number - b.number)
}

/** A newer attempt means that the one before it came to nothing: lost with its worker, or failed. */
function closeOlder(attempts: readonly AttemptView[], { attempt, at, lost, error }: StepChanged): readonly AttemptView[] {
  return attempts.map((one) => {
    if (one.number >= attempt || isAttemptOver(one.status)) return one
    const status = lost && one.number === attempt - 1 ? 'lost' : 'failed'
    return { ...one, status, finishedAt: at, error }
  })
}

const newAttempt = ({ attempt, at, waiting }: StepChanged): AttemptView => ({
  number: attempt,
  status: 'queued',
  availableAt: waiting?.until ?? at,
  startedAt: null,
  finishedAt: null,
  error: null,
  usage: null,
})

function afterOwnEvent(attempt: AttemptView, { status, at, error, waiting, lost }: StepChanged): AttemptView {
  if (isAttemptOver(attempt.status)) return attempt
  switch (status) {
    case 'running':
      return { ...attempt, status: 'running', startedAt: attempt.startedAt ?? at }
    case 'succeeded':
    case 'skipped':
      return { ...attempt, status: 'succeeded', finishedAt: at }
    case 'failed':
    case 'cancelled':
      return { ...attempt, status, finishedAt: at, error }
    // Waiting for a time, a person or another run: the attempt itself has done its part, or is what a person is asked about.
    case 'waiting':
      if (lost && waiting?.reason === 'approval') return { ...attempt, status: 'lost', finishedAt: at }
      return attempt.status === 'running' && waiting?.reason !== 'retry' ? { ...attempt, status: 'succeeded', finishedAt: at } : attempt
    case 'pending':
    case 'ready':
      return attempt
  }
}

const OVER = { queued: false, running: false, succeeded: true, failed: true, cancelled: true, lost: true } as const satisfies Record<AttemptStatus, boolean>

export const isAttemptOver = (status: AttemptStatus): boolean => OVER[status]
