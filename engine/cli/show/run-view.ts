import type { ErrorInfo } from '../../contract/errors'
import type { RunEvent } from '../../contract/events'
import type { LogLine } from '../../contract/log'
import type { RunDetail } from '../../contract/run'
import type { RunStatus } from '../../contract/run-status'
import type { SkipReason, StepStatus, Waiting } from '../../contract/step'
import { isRunOver } from '../../core/runs/run-state'
import { isStepOver } from '../../core/runs/step-state'
import { groupPlaceWords } from '../../core/why/group-place-words'

export type StepChanged = Extract<RunEvent, { type: 'step.changed' }>

/** Of a mapped step, once its list is known. */
export interface ItemCounts {
  readonly total: number
  readonly done: number
  readonly failed: number
}

export interface StepView {
  readonly id: string
  readonly kind: string
  /** It runs once for each item of a list. */
  readonly mapped: boolean
  /** It runs only when the run has failed. */
  readonly onFailure: boolean
  readonly status: StepStatus
  readonly attempt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly waiting: Waiting | null
  readonly skipReason: SkipReason | null
  readonly error: ErrorInfo | null
  readonly items: ItemCounts | null
  /** Its output was taken over instead of being made anew. */
  readonly reused: boolean
  readonly lastLine: string
}

/** A run as a terminal shows it, made from its history alone: every event from the first on. */
export interface RunView {
  readonly externalId: string
  readonly pipelineName: string
  readonly status: RunStatus
  readonly cancelRequested: boolean
  readonly paused: boolean
  /** What it waits for before it begins, when its group is full; null: nothing. */
  readonly groupWait: string | null
  readonly createdAt: number
  readonly finishedAt: number | null
  readonly error: ErrorInfo | null
  readonly steps: ReadonlyMap<string, StepView>
}

/** The step that gives out a run's outputs; nobody wrote it, so it is shown only when it fails. */
const OUTPUTS_KIND = 'outputs'

export function newRunView({ externalId, pipelineName, createdAt, graph, waitsForGroup }: Pick<RunDetail, 'externalId' | 'pipelineName' | 'createdAt' | 'graph' | 'waitsForGroup'>): RunView {
  const steps = graph.steps.map(({ id, uses, mapped, onFailure }) => [id, { ...NEW_STEP, id, kind: uses, mapped, onFailure }] as const)
  const groupWait = waitsForGroup === null ? null : groupPlaceWords(waitsForGroup)
  return { externalId, pipelineName, status: 'queued', cancelRequested: false, paused: false, groupWait, createdAt, finishedAt: null, error: null, steps: new Map(steps) }
}

const NEW_STEP = {
  status: 'pending',
  attempt: 0,
  startedAt: null,
  finishedAt: null,
  waiting: null,
  skipReason: null,
  error: null,
  items: null,
  reused: false,
  lastLine: '',
} as const

export const shownSteps = ({ steps }: RunView): readonly StepView[] =>
  [...steps.values()].filter((step) => (step.kind !== OUTPUTS_KIND || step.status === 'failed') && !isUncalledFor(step))

/** What is there for a failure is shown once there is one. */
const isUncalledFor = ({ onFailure, status, attempt, skipReason }: StepView): boolean =>
  onFailure && attempt === 0 && (status === 'pending' || status === 'cancelled' || skipReason === 'not_needed')

export function afterEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run.changed':
      return { ...view, status: event.status, groupWait: event.status === 'queued' ? view.groupWait : null, error: event.error, finishedAt: isRunOver(event.status) ? event.at : null }
    case 'run.cancel_requested':
      return { ...view, cancelRequested: true }
    case 'run.paused':
      return { ...view, paused: true }
    case 'run.resumed':
      return { ...view, paused: false }
    case 'step.changed':
      return withStep(view, event.stepId, (step) => (event.itemIndex === null ? afterStepEvent(step, event) : afterItemEvent(step, event)))
    case 'usage.recorded':
    case 'result.refused':
    case 'approval.asked':
    case 'approval.answered':
      return view
  }
}

/** The newest line of each step. */
export function afterLog(view: RunView, lines: readonly LogLine[]): RunView {
  const newest = new Map(lines.map(({ stepId, text }) => [stepId, text]))
  return [...newest].reduce((shown, [stepId, text]) => withStep(shown, stepId, (step) => ({ ...step, lastLine: text })), view)
}

function withStep(view: RunView, stepId: string, change: (step: StepView) => StepView): RunView {
  const step = view.steps.get(stepId)
  return step === undefined ? view : { ...view, steps: new Map(view.steps).set(stepId, change(step)) }
}

function afterStepEvent(step: StepView, { status, at, attempt, waiting, skipReason, error, items, reusedItems, reusedFrom }: StepChanged): StepView {
  return {
    ...step,
    status,
    attempt,
    waiting,
    skipReason,
    error,
    startedAt: step.startedAt ?? (status === 'running' ? at : null),
    finishedAt: isStepOver(status) ? at : null,
    items: items === null ? step.items : { total: items, done: (reusedItems ?? []).reduce((sum, [first, last]) => sum + last - first + 1, 0), failed: 0 },
    reused: reusedFrom !== null,
  }
}

function afterItemEvent(step: StepView, { status }: StepChanged): StepView {
  if (step.items === null || !isStepOver(status)) return step
  const { total, done, failed } = step.items
  // Those that are given up because another failed are not done.
  return { ...step, items: { total, done: Math.min(total, done + (status === 'cancelled' ? 0 : 1)), failed: failed + (status === 'failed' ? 1 : 0) } }
}
