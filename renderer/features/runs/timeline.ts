import type { AttemptStatus } from '../../../engine/contract/attempt'
import { isAttemptOver } from './attempt-history'
import { isRunOver, isStepOver, type AttemptView, type RunView, type StepView } from './run-view'

/**
 * A bar on a step's row. wait: nothing ran, because of a retry, a person, a timer …; queue: an attempt stood ready for a worker.
 * items: a mapped step's whole work, which may overlap itself a thousand times and is drawn once.
 */
export type Segment =
  | { readonly kind: 'attempt'; readonly number: number; readonly status: AttemptStatus; readonly from: number; readonly to: number }
  | { readonly kind: 'items'; readonly status: StepView['status']; readonly from: number; readonly to: number }
  | { readonly kind: 'wait' | 'queue'; readonly from: number; readonly to: number }

/** Waits for a worker shorter than this are not worth a bar (ms). */
const SHORTEST_QUEUE = 50

/** What a step did when, oldest first; what is still going on ends now. */
export function segmentsOf(step: StepView, now: number): readonly Segment[] {
  const segments = step.map === null ? attemptSegments(step, now) : itemSegments(step, now)
  const held = holdSegment(step, now)
  return held === null ? segments : [...segments, held]
}

function itemSegments({ status, startedAt, finishedAt }: StepView, now: number): readonly Segment[] {
  if (startedAt === null) return []
  return [{ kind: 'items', status, from: startedAt, to: Math.max(startedAt, finishedAt ?? now) }]
}

function attemptSegments(step: StepView, now: number): readonly Segment[] {
  return step.attempts.flatMap((attempt, index) => {
    const before = step.attempts[index - 1]
    const wait = waitBefore(attempt, before, now)
    const work = workOf(attempt, step, now)
    return [...(wait === null ? [] : [wait]), ...(work === null ? [] : [work])]
  })
}

function waitBefore(attempt: AttemptView, before: AttemptView | undefined, now: number): Segment | null {
  const from = before?.finishedAt ?? attempt.availableAt
  const to = attempt.startedAt ?? (isAttemptOver(attempt.status) ? (attempt.finishedAt ?? from) : now)
  if (to - from < (before === undefined ? SHORTEST_QUEUE : 1)) return null
  return { kind: before === undefined ? 'queue' : 'wait', from, to }
}

function workOf(attempt: AttemptView, step: StepView, now: number): Segment | null {
  if (attempt.startedAt === null) return null
  const end = attempt.finishedAt ?? (isStepOver(step.status) ? (step.finishedAt ?? now) : now)
  return { kind: 'attempt', number: attempt.number, status: attempt.status, from: attempt.startedAt, to: Math.max(attempt.startedAt, end) }
}

/** A step that waits, or waited, for anything but its next attempt: its last attempt had done its part before. */
function holdSegment({ status, waiting, waitingSince, attempts, finishedAt, map }: StepView, now: number): Segment | null {
  const last = attempts.at(-1)
  if (finishedAt !== null && map === null && last?.status === 'succeeded' && last.finishedAt !== null && finishedAt - last.finishedAt >= SHORTEST_QUEUE) {
    return { kind: 'wait', from: last.finishedAt, to: finishedAt }
  }
  if (status !== 'waiting' || waiting === null || waiting.reason === 'retry' || waitingSince === null) return null
  return { kind: 'wait', from: waitingSince, to: Math.max(waitingSince, now) }
}

/** When the run began to be of interest, and how far its timeline reaches: to its end, or to now and what is usual. */
export function timelineRange({ run, steps }: RunView, now: number): { readonly from: number; readonly until: number } {
  const from = run.startedAt ?? run.createdAt
  const ends = [...steps.values()].map(({ finishedAt }) => finishedAt ?? from)
  if (isRunOver(run.status)) return { from, until: Math.max(run.finishedAt ?? from, ...ends) }
  return { from, until: Math.max(now, from + (run.usualMs?.p50 ?? 0)) }
}

/** How long a step was at it, from its first start; null before that. */
export function stepDuration({ startedAt, finishedAt }: StepView, now: number): number | null {
  return startedAt === null ? null : Math.max(0, (finishedAt ?? now) - startedAt)
}

/** How long a run has been going or took, waiting included; null before it started. */
export function runDuration({ startedAt, finishedAt }: { readonly startedAt: number | null; readonly finishedAt: number | null }, now: number): number | null {
  return startedAt === null ? null : Math.max(0, (finishedAt ?? now) - startedAt)
}
