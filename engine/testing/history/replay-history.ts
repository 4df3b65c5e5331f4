import type { ApprovalStatus } from '../../contract/approval'
import type { ErrorInfo } from '../../contract/errors'
import type { RunEvent } from '../../contract/events'
import type { RunStatus } from '../../contract/run-status'
import type { SkipReason, StepStatus } from '../../contract/step'
import { canRunGo, isRunOver } from '../../core/runs/run-state'
import { canStepGo, isStepOver } from '../../core/runs/step-state'
import { placeOf } from './rows'

type StepEvent = Extract<RunEvent, { type: 'step.changed' }>

export interface ReplayedStep {
  readonly stepId: string
  readonly itemIndex: number | null
  status: StepStatus
  attempt: number
  skipReason: SkipReason | null
  error: ErrorInfo | null
  finishedAt: number | null
  reusedFrom: string | null
  /** Of a mapped step: the places of its list that an earlier run has done. */
  reusedItems: StepEvent['reusedItems']
}

export interface ReplayedQuestion {
  readonly stepRunId: string
  readonly attempt: number
  readonly question: string
  status: ApprovalStatus
  by: string | null
  answeredAt: number | null
}

/** What a run's history says about it, and what is wrong with the history itself. */
export interface Replayed {
  status: RunStatus
  error: ErrorInfo | null
  cancelRequestedAt: number | null
  pausedAt: number | null
  finishedAt: number | null
  readonly steps: Map<string, ReplayedStep>
  /** By id. */
  readonly questions: Map<string, ReplayedQuestion>
  readonly wrong: string[]
  /** What the times of the events have against their order. */
  readonly older: string[]
}

/**
 * Rebuilds a run from its history alone. Items that never had an event are not in it; two things happen without an event
 * of their own: a cancel ends every item that is not at work, and so does the end of their mapped step.
 */
export const replayHistory = (events: readonly RunEvent[]): Replayed => followFrom(unbegun(), events, 0)

/** Rebuilds a run again and again while its history grows: what was followed once is not followed anew, as long as it stays as it was. */
export class GrowingReplay {
  #replayed = unbegun()
  #followed: readonly RunEvent[] = []

  upTo(events: readonly RunEvent[]): Replayed {
    const isLonger = this.#followed.every((event, index) => event === events[index])
    if (!isLonger) this.#replayed = unbegun()
    const from = isLonger ? this.#followed.length : 0
    this.#followed = events
    return followFrom(this.#replayed, events, from)
  }
}

const unbegun = (): Replayed => ({
  status: 'queued',
  error: null,
  cancelRequestedAt: null,
  pausedAt: null,
  finishedAt: null,
  steps: new Map(),
  questions: new Map(),
  wrong: [],
  older: [],
})

function followFrom(replayed: Replayed, events: readonly RunEvent[], from: number): Replayed {
  for (let index = from; index < events.length; index++) {
    const event = events[index]
    if (event === undefined) break
    if (event.seq !== index + 1) replayed.wrong.push(`event ${index + 1} has the number ${event.seq}`)
    if (event.at < (events[index - 1]?.at ?? 0)) replayed.older.push(`event ${event.seq} is older than the one before it`)
    follow(replayed, event, index === 0)
  }
  return replayed
}

function follow(replayed: Replayed, event: RunEvent, first: boolean): void {
  switch (event.type) {
    case 'run.changed':
      if (!first && !canRunGo(replayed.status, event.status)) replayed.wrong.push(`event ${event.seq}: the run went from ${replayed.status} to ${event.status}`)
      replayed.status = event.status
      replayed.error = event.error
      replayed.finishedAt = isRunOver(event.status) ? event.at : null
      if (isRunOver(event.status)) replayed.pausedAt = null
      return
    case 'run.cancel_requested':
      replayed.cancelRequestedAt = event.at
      cancelIdleItems(replayed, () => true, event.at)
      return
    case 'run.paused':
      replayed.pausedAt = event.at
      return
    case 'run.resumed':
      replayed.pausedAt = null
      return
    case 'step.changed':
      followStep(replayed, event)
      return
    case 'approval.asked':
      ask(replayed, event)
      return
    case 'approval.answered':
      answer(replayed, event)
      return
    case 'usage.recorded':
    case 'result.refused':
      return
  }
}

function ask(replayed: Replayed, { seq, approvalId, stepRunId, attempt, question }: Extract<RunEvent, { type: 'approval.asked' }>): void {
  if (replayed.questions.has(approvalId)) replayed.wrong.push(`event ${seq}: the question ${approvalId} is asked again`)
  if (replayed.steps.get(stepRunId)?.status !== 'waiting') replayed.wrong.push(`event ${seq}: a question is asked, and its step does not wait`)
  replayed.questions.set(approvalId, { stepRunId, attempt, question, status: 'open', by: null, answeredAt: null })
}

function answer(replayed: Replayed, { seq, at, approvalId, status, by }: Extract<RunEvent, { type: 'approval.answered' }>): void {
  const question = replayed.questions.get(approvalId)
  if (question?.status !== 'open') replayed.wrong.push(`event ${seq}: the question ${approvalId} is answered, and is ${question?.status ?? 'not known'}`)
  else Object.assign(question, { status, by, answeredAt: at })
}

function followStep(replayed: Replayed, event: StepEvent): void {
  const { status, attempt, at } = event
  const step: ReplayedStep = replayed.steps.get(event.stepRunId) ?? {
    stepId: event.stepId,
    itemIndex: event.itemIndex,
    status: 'pending',
    attempt: 0,
    skipReason: null,
    error: null,
    finishedAt: null,
    reusedFrom: null,
    reusedItems: null,
  }
  replayed.steps.set(event.stepRunId, step)
  // A mapped step goes on running when its list is known.
  const listed = event.items !== null && step.status === 'running' && status === 'running'
  if (!listed && !canStepGo(step.status, status)) replayed.wrong.push(`event ${event.seq}: ${placeOf(event)} went from ${step.status} to ${status}`)
  if (attempt < step.attempt) replayed.wrong.push(`event ${event.seq}: ${placeOf(event)} went back from attempt ${step.attempt} to ${attempt}`)
  const over = isStepOver(status)
  step.status = status
  step.attempt = attempt
  step.skipReason = event.skipReason
  step.error = event.error
  step.finishedAt = over ? at : null
  step.reusedFrom = event.reusedFrom
  step.reusedItems = event.reusedItems ?? step.reusedItems
  if (over && event.itemIndex === null) cancelIdleItems(replayed, (item) => item.stepId === event.stepId, at)
}

function cancelIdleItems({ steps }: Replayed, chosen: (item: ReplayedStep) => boolean, at: number): void {
  for (const item of steps.values()) {
    const idle = item.itemIndex !== null && item.status !== 'running' && !isStepOver(item.status)
    if (idle && chosen(item)) Object.assign(item, { status: 'cancelled', finishedAt: at })
  }
}
