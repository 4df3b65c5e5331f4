import type { RunEvent } from '../contract/events'
import type { StepStatus } from '../contract/step'
import type { Decision, StepState } from '../core/runs/decisions'
import { planNext, type Neighbourhood } from '../core/runs/plan-next'
import { runStatusOf } from '../core/runs/plan-run'
import { OUTPUTS_STEP } from '../core/pipelines/spec'
import type { RunPlan } from '../core/runs/run-plan'
import { canRunGo, isRunOver } from '../core/runs/run-state'
import { canStepGo, isStepActive } from '../core/runs/step-state'
import { assertNever } from '../core/shared/assert-never'
import { EngineError } from '../core/shared/engine-error'
import type { AttemptKey, RunCore, StepRunRecord, StoredValue } from '../ports/records'
import type { ModelUsage } from '../ports/step-kind'
import type { Transaction } from '../ports/unit-of-work'
import type { Lease, NewAttempt } from '../ports/write-stores'
import type { RunPlans } from './run-plans'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type NewEvent = DistributiveOmit<RunEvent, 'seq' | 'at'>

/** Read when its turn has come: two steps that end together may both be needed by a third, and each must count on what the other left. */
type LaterChange = () => Promise<Neighbourhood | null>

/** An attempt in a worker's hands. */
export interface ClaimedAttempt extends AttemptKey {
  readonly runId: string
  readonly versionId: string
  readonly queue: string
  readonly priority: number
  readonly stepId: string
  readonly itemIndex: number | null
}

/** What the step that just ended leaves behind; written with its end, in the same statement. */
export interface StepValues {
  readonly stepRunId: string
  readonly input: StoredValue
  readonly output: StoredValue
}

export interface Failure {
  readonly runId: string
  readonly stepId: string | null
  readonly message: string
  readonly at: number
}

export interface TransitionOptions {
  readonly plans: RunPlans
  readonly now: number
  /** Offers a new attempt that is due to whoever runs the transaction; with a lease it starts at once, without queueing. */
  readonly take?: ((attempt: NewAttempt) => Lease | null) | undefined
  /** Hears of each failed top-level step (`stepId`) and run (null) once it is durable. */
  readonly onFailure?: ((failure: Failure) => void) | undefined
}

/**
 * The one place where runs change: gathers what a change touches, lets `planNext` decide, writes the decisions, and
 * follows what they bring about until nothing is left. All of it belongs to one transaction; `save` ends it.
 */
export class RunTransition {
  readonly #tx: Transaction
  readonly #run: RunCore
  readonly #plan: RunPlan
  readonly #options: TransitionOptions
  #values: StepValues | null = null
  /** When attempts of each queue that this transition added become due. */
  readonly added: { queue: string; at: number; priority: number }[] = []
  readonly timers: number[] = []
  /** Attempts that were taken as soon as they came to be. */
  readonly taken: ClaimedAttempt[] = []

  private constructor(tx: Transaction, run: RunCore, plan: RunPlan, options: TransitionOptions) {
    this.#tx = tx
    this.#run = run
    this.#plan = plan
    this.#options = options
  }

  static async open(tx: Transaction, runId: string, options: TransitionOptions): Promise<RunTransition> {
    const run = await tx.runs.core(runId)
    if (run === null) throw new EngineError('run_not_found', `There is no run ${runId}.`)
    return new RunTransition(tx, run, await options.plans.of(run.versionId), options)
  }

  get run(): Readonly<RunCore> {
    return this.#run
  }

  get plan(): RunPlan {
    return this.#plan
  }

  async apply(first: Neighbourhood, values: StepValues | null = null): Promise<void> {
    this.#values = values
    const changes: LaterChange[] = [async () => first]
    for (let load = changes.shift(); load !== undefined; load = changes.shift()) {
      const near = await load()
      for (const decision of near === null ? [] : planNext(near, this.#options.now)) {
        const next = await this.#carryOut(decision)
        if (next !== null) changes.push(next)
      }
    }
  }

  /** Marks the cancel; ends at once what no worker holds. */
  async requestCancel(): Promise<readonly StepRunRecord[]> {
    const { now } = this.#options
    this.#run.cancelRequestedAt = now
    await this.#event({ type: 'run.cancel_requested' })
    const ended = await this.#tx.steps.cancelIdle(this.#run.id, now)
    await this.#tx.attempts.cancelQueued(this.#run.id, now)
    for (const step of ended) {
      this.#run.stepsOpen -= 1
      await this.#event(stepEvent(step, 'cancelled'))
    }
    for (const { step, running } of await this.#tx.steps.runningMaps(this.#run.id)) {
      if (step.map === null) continue
      // Items that waited or were queued are gone; what remains open is what workers hold.
      await this.#tx.steps.setMap(step.id, { ...step.map, open: running })
      if (running === 0) await this.#end({ do: 'end_step', step, status: 'cancelled', skipReason: null, error: null })
    }
    this.#run.stepsActive = this.#run.stepsOpen
    return ended
  }

  /** A step has been handed to a worker: `step` is its row as it is now, `before` the status it had. */
  async begun(step: StepRunRecord, before: StepStatus): Promise<void> {
    const { now } = this.#options
    if (step.itemIndex === null && !isStepActive(before)) this.#run.stepsActive += 1
    if (this.#run.status === 'queued') {
      this.#run.startedAt = now
      this.#run.status = 'running'
      await this.#event({ type: 'run.changed', status: 'running', error: null })
    }
    await this.#event(stepEvent(step, 'running'))
  }

  /** A new run: every step that needs none. */
  async startFirstSteps(): Promise<void> {
    await this.#event({ type: 'run.changed', status: 'queued', error: null })
    for (const spec of this.#plan.steps.values()) {
      if (spec.needs.length > 0) continue
      const step = await this.#tx.steps.ofRun(this.#run.id, spec.id)
      if (step !== null) await this.restart(step)
    }
  }

  /** Gives a step a new attempt, due now. */
  async restart(step: StepRunRecord): Promise<void> {
    await this.#start({ do: 'start_attempt', step, number: step.attempt + 1, at: this.#options.now, error: null, lost: false })
  }

  async refused(step: StepRunRecord, attempt: number, outcome: string): Promise<void> {
    await this.#event({ type: 'result.refused', stepRunId: step.id, stepId: step.stepId, itemIndex: step.itemIndex, attempt, outcome })
  }

  /** What an attempt used of models; told once, however often its end is reported. */
  async used(step: StepRunRecord, attempt: number, usages: readonly ModelUsage[]): Promise<void> {
    for (const { model, ...usage } of usages) {
      const place = { stepId: step.stepId, itemIndex: step.itemIndex }
      const isNew = await this.#tx.usages.add({ ...place, ...usage, model, stepRunId: step.id, number: attempt, runId: this.#run.id, at: this.#options.now })
      if (isNew) await this.#event({ ...place, type: 'usage.recorded', stepRunId: step.id, attempt, model, usage })
    }
  }

  async save(): Promise<void> {
    const run = this.#run
    const status = isRunOver(run.status)
      ? run.status
      : runStatusOf({ status: run.status, cancelRequested: run.cancelRequestedAt !== null, open: run.stepsOpen, active: run.stepsActive, failed: run.stepsFailed })
    if (status !== run.status) {
      if (!canRunGo(run.status, status)) throw new EngineError('unexpected', `A run cannot go from ${run.status} to ${status}.`)
      run.status = status
      if (isRunOver(status)) run.finishedAt = this.#options.now
      await this.#event({ type: 'run.changed', status, error: run.error })
      if (status === 'failed') this.#tellFailure(null, run.error?.message)
    }
    await this.#tx.runs.save(run)
  }

  #tellFailure(stepId: string | null, message: string | undefined): void {
    const { onFailure, now: at } = this.#options
    const runId = this.#run.id
    if (onFailure !== undefined) this.#tx.afterCommit(() => onFailure({ runId, stepId, message: message ?? 'No reason was given.', at }))
  }

  async #carryOut(decision: Decision): Promise<LaterChange | null> {
    switch (decision.do) {
      case 'end_step':
        return this.#end(decision)
      case 'start_attempt':
        return this.#start(decision)
      case 'start_item':
        return this.#startItem(decision.parent, decision.index)
      case 'wait_until':
        return this.#waitUntil(decision)
      case 'count_need':
        await this.#tx.steps.setNeeds(decision.step.id, { remaining: decision.remainingNeeds, unmet: decision.unmetNeeds, failed: decision.failedNeeds })
        return null
      case 'update_map': {
        await this.#tx.steps.setMap(decision.step.id, decision.map)
        const opened = decision.step.map === null
        if (opened) await this.#event({ ...stepEvent(decision.step, 'running'), items: decision.map.total })
        return null
      }
      case 'drop_items':
        await this.#tx.steps.dropItems(decision.parent.id, this.#options.now)
        return null
      default:
        return assertNever(decision)
    }
  }

  async #end({ step, status, skipReason, error }: Extract<Decision, { do: 'end_step' }>): Promise<LaterChange | null> {
    mustGo(step, status)
    const values = this.#valuesOf(step, status)
    const ended = await this.#tx.steps.end(step.id, { status, skipReason, error, at: this.#options.now, input: values.input, output: values.output })
    if (!ended) return null
    await this.#event({ ...stepEvent(step, status), skipReason, error })
    const now: StepState = { ...step, status, skipReason }
    if (step.itemIndex !== null) return () => this.#itemEnded(now)
    this.#countTopLevel(step.status, status)
    if (status === 'failed') {
      this.#run.stepsFailed += 1
      this.#tellFailure(step.stepId, error?.message)
      this.#run.error ??= { code: error?.code ?? 'step_failed', message: `Step "${step.stepId}" failed: ${error?.message ?? 'no reason was given'}`, details: { step: step.stepId } }
    }
    if (step.stepId === OUTPUTS_STEP && values.output !== null) await this.#tx.runs.setOutput(this.#run.id, values.output)
    return () => this.#stepEnded(now)
  }

  async #stepEnded(step: StepState): Promise<Neighbourhood> {
    const dependants = []
    for (const { stepId, need } of this.#plan.dependants.get(step.stepId) ?? []) {
      const dependant = await this.#tx.steps.ofRun(this.#run.id, stepId)
      if (dependant?.status === 'pending') dependants.push({ step: dependant, need })
    }
    return { change: 'step_ended', step, dependants, cancelRequested: this.#run.cancelRequestedAt !== null }
  }

  async #itemEnded(step: StepState): Promise<Neighbourhood | null> {
    const parent = await this.#tx.steps.ofRun(this.#run.id, step.stepId)
    const spec = this.#plan.steps.get(step.stepId)
    if (parent === null || spec === undefined) return null
    return { change: 'item_ended', step, parent, spec, cancelRequested: this.#run.cancelRequestedAt !== null }
  }

  async #start({ step, number, at, error, lost }: Extract<Decision, { do: 'start_attempt' }>): Promise<null> {
    const { now, take } = this.#options
    const spec = this.#plan.steps.get(step.stepId)
    if (spec === undefined) return null
    const attempt: NewAttempt = { stepRunId: step.id, number, runId: this.#run.id, queue: spec.queue, priority: this.#run.priority, availableAt: at }
    const later = at > now
    const lease = later ? null : (take?.(attempt) ?? null)
    const status: StepStatus = later ? 'waiting' : lease === null ? 'ready' : 'running'
    mustGo(step, status)
    const changed = await this.#tx.steps.change(step.id, {
      status,
      waitingReason: later ? 'retry' : null,
      wakeAt: later ? at : null,
      attempt: number,
      lostAttempts: step.lostAttempts + (lost ? 1 : 0),
      error,
      startedAt: lease === null ? null : now,
    })
    if (!changed) return null
    if (lease === null) {
      await this.#tx.attempts.insert(attempt)
      this.added.push({ queue: spec.queue, at, priority: attempt.priority })
    } else {
      await this.#tx.attempts.insertRunning(attempt, lease, now)
      this.taken.push({ stepRunId: step.id, number, runId: this.#run.id, versionId: this.#run.versionId, queue: spec.queue, priority: this.#run.priority, stepId: step.stepId, itemIndex: step.itemIndex })
    }
    if (step.itemIndex === null) this.#countTopLevel(step.status, status)
    await this.#event({ ...stepEvent(step, status), attempt: number, waiting: later ? { reason: 'retry', until: at } : null, error, lost })
    return null
  }

  async #startItem(parent: StepState, index: number): Promise<null> {
    const item = await this.#tx.steps.item(parent.id, index)
    if (item === null || item.status !== 'pending') return null
    return this.#start({ do: 'start_attempt', step: item, number: 1, at: this.#options.now, error: null, lost: false })
  }

  async #waitUntil({ step, until }: Extract<Decision, { do: 'wait_until' }>): Promise<null> {
    mustGo(step, 'waiting')
    const values = this.#valuesOf(step, 'succeeded')
    await this.#tx.steps.change(step.id, { status: 'waiting', waitingReason: 'timer', wakeAt: until, attempt: step.attempt, lostAttempts: step.lostAttempts, error: null, startedAt: null })
    if (values.output !== null) await this.#tx.steps.setOutput(step.id, values.output)
    if (values.input !== null) await this.#tx.steps.setInput(step.id, values.input)
    if (step.itemIndex === null) this.#countTopLevel(step.status, 'waiting')
    await this.#event({ ...stepEvent(step, 'waiting'), waiting: { reason: 'timer', until } })
    this.timers.push(until)
    return null
  }

  #valuesOf(step: StepState, status: StepStatus): { input: StoredValue | null; output: StoredValue | null } {
    if (status === 'succeeded' && step.itemIndex === null && step.map !== null) return { input: null, output: { kind: 'items', count: step.map.total } }
    const values = this.#values
    if (values === null || values.stepRunId !== step.id) return { input: null, output: null }
    return { input: values.input.kind === 'none' ? null : values.input, output: status === 'succeeded' && values.output.kind !== 'none' ? values.output : null }
  }

  #countTopLevel(from: StepStatus, to: StepStatus): void {
    const active = (status: StepStatus) => (isStepActive(status) ? 1 : 0)
    this.#run.stepsActive += active(to) - active(from)
    if (to === 'succeeded' || to === 'failed' || to === 'skipped' || to === 'cancelled') this.#run.stepsOpen -= 1
  }

  #event(event: NewEvent): Promise<void> {
    this.#run.lastSeq += 1
    return this.#tx.events.append(this.#run.id, { ...event, seq: this.#run.lastSeq, at: this.#options.now })
  }
}

/** The transition table is the law: a decision that breaks it is a fault of ours, and nothing of it is written. */
function mustGo(step: StepState, to: StepStatus): void {
  if (!canStepGo(step.status, to)) throw new EngineError('unexpected', `Step "${step.stepId}" cannot go from ${step.status} to ${to}.`)
}

function stepEvent(step: StepState, status: StepStatus): Extract<NewEvent, { type: 'step.changed' }> {
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
  }
}
