import type { RunEvent } from '../contract/events'
import type { StepStatus } from '../contract/step'
import type { StepState } from '../core/runs/decisions'
import type { RunPlan } from '../core/runs/run-plan'
import { canStepGo, isStepActive } from '../core/runs/step-state'
import { EngineError } from '../core/shared/engine-error'
import type { BusMessage } from '../ports/bus'
import type { RunCore } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { ClaimedAttempt, StepValues, TransitionOptions } from './transition-options'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type NewEvent = DistributiveOmit<RunEvent, 'seq' | 'at'>

/** What a transition works on: one run, its counters and events, and what came of it that others must hear of. */
export class RunChange {
  /** What the step that just ended leaves behind. */
  values: StepValues | null = null
  /** When attempts of each queue that this transition added become due. */
  readonly added: { queue: string; at: number; priority: number }[] = []
  readonly timers: number[] = []
  /** Attempts that were taken as soon as they came to be. */
  readonly taken: ClaimedAttempt[] = []
  /** Runs that items had started which are not waited for any more. */
  readonly orphans: string[] = []

  constructor(
    readonly tx: Transaction,
    readonly run: RunCore,
    readonly plan: RunPlan,
    readonly options: TransitionOptions,
  ) {}

  countActive(from: StepStatus, to: StepStatus): void {
    const active = (status: StepStatus) => (isStepActive(status) ? 1 : 0)
    this.run.stepsActive += active(to) - active(from)
  }

  countEnd({ stepId }: StepState): void {
    this.run.stepsOpen -= 1
    if (this.plan.onFailure.has(stepId)) this.run.onFailureOpen -= 1
  }

  event(event: NewEvent): Promise<void> {
    this.run.lastSeq += 1
    return this.tx.events.append(this.run.id, { ...event, seq: this.run.lastSeq, at: this.options.now })
  }

  /** With the first of its attempts. */
  async beginRun(): Promise<void> {
    if (this.run.status !== 'queued') return
    this.run.startedAt = this.options.now
    this.run.status = 'running'
    await this.event({ type: 'run.changed', status: 'running', error: null })
  }

  tell(message: BusMessage): void {
    const { tell } = this.options
    if (tell !== undefined) this.tx.afterCommit(() => tell(message))
  }

  tellFailure(stepId: string | null, message: string | undefined): void {
    const { onFailure, now: at } = this.options
    const runId = this.run.id
    if (onFailure !== undefined) this.tx.afterCommit(() => onFailure({ runId, stepId, message: message ?? 'No reason was given.', at }))
  }
}

/** The transition table is the law: a decision that breaks it is a fault of ours, and nothing of it is written. */
export function mustGo(step: StepState, to: StepStatus): void {
  if (!canStepGo(step.status, to)) throw new EngineError('unexpected', `Step "${step.stepId}" cannot go from ${step.status} to ${to}.`)
}

export function stepEvent(step: StepState, status: StepStatus): Extract<NewEvent, { type: 'step.changed' }> {
  return {
    type: 'step.changed',
    stepRunId: step.id,
    stepId: step.stepId,
    itemIndex: step.itemIndex,
    status,
    attempt: step.attempt,
    waiting: null,
    skipReason: null,
    error: null,
    items: null,
    lost: false,
    reusedFrom: null,
    reusedItems: null,
  }
}
