import type { ErrorInfo } from '../contract/errors'
import type { RunEvent } from '../contract/events'
import type { SkipReason, StepStatus, WaitingReason } from '../contract/step'
import type { Decision, StepState } from '../core/runs/decisions'
import { HELD_UNTIL } from '../core/runs/held'
import { planNext, type Neighbourhood } from '../core/runs/plan-next'
import { runStatusOf } from '../core/runs/plan-run'
import { OUTPUTS_STEP, type StepSpec } from '../core/pipelines/spec'
import type { RunPlan } from '../core/runs/run-plan'
import { canRunGo, isRunOver } from '../core/runs/run-state'
import { canStepGo, isStepActive, isStepOver } from '../core/runs/step-state'
import { assertNever } from '../core/shared/assert-never'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { BusMessage } from '../ports/bus'
import { NO_LANE } from '../ports/places'
import type { ApprovalRecord, AttemptKey, RunCore, StepRunRecord, StoredValue } from '../ports/records'
import type { ModelUsage } from '../ports/step-kind'
import type { Transaction } from '../ports/unit-of-work'
import type { Lease, NewAttempt } from '../ports/write-stores'
import { approvalIdOf } from './approval-id'
import { leaveDeadLetters } from './leave-dead-letters'
import { endedChild, waitsForChild } from './ended-child'
import { failRun } from './fail-run'
import { beginInLane, laneWait } from './lane-places'
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
  readonly lane: string
  readonly priority: number
  readonly stepId: string
  readonly itemIndex: number | null
}

/** What the step that just ended leaves behind; written with its end, in the same statement. */
export interface StepValues {
  readonly stepRunId: string
  readonly input: StoredValue
  readonly output: StoredValue
  /** The step run whose output it is, when it was not made anew. */
  readonly reusedFrom?: string | null
}

/** A step of an earlier run, whose end stands for that of the same step in a new one. */
export interface TakenStep {
  readonly stepId: string
  readonly stepRunId: string
  readonly status: 'succeeded' | 'skipped'
  readonly skipReason: SkipReason | null
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
  /** Hears, once it is durable, what others must be told beside the change of the run itself. */
  readonly tell?: ((message: BusMessage) => void) | undefined
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
  #cancelsChildren = false
  /** Runs that items had started which are not waited for any more. */
  readonly #orphans: string[] = []
  /** Known of a run that begins in the transaction that stores it. */
  #nothingTaken = false
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

  /** Marks the cancel; ends at once what no worker holds. `reason`: why it was not a person who asked. */
  async requestCancel(reason: ErrorInfo | null = null): Promise<readonly StepRunRecord[]> {
    const { now } = this.#options
    this.#run.cancelRequestedAt = now
    this.#run.error = reason ?? this.#run.error
    this.#cancelsChildren = true
    await this.#event({ type: 'run.cancel_requested' })
    await this.#withdrawQuestions()
    const ended = await this.#tx.steps.cancelIdle(this.#run.id, now)
    await this.#tx.attempts.cancelQueued(this.#run.id, now)
    for (const step of ended) {
      this.#countEnd(step)
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
    if (step.itemIndex === null && !isStepActive(before)) this.#run.stepsActive += 1
    await this.#beginRun()
    await this.#event(stepEvent(step, 'running'))
  }

  /** With the first of its attempts. */
  async #beginRun(): Promise<void> {
    if (this.#run.status !== 'queued') return
    this.#run.startedAt = this.#options.now
    this.#run.status = 'running'
    await this.#event({ type: 'run.changed', status: 'running', error: null })
  }

  /** From now on what would begin is held. */
  async pause(): Promise<void> {
    this.#run.pausedAt = this.#options.now
    await this.#event({ type: 'run.paused' })
    await this.#tx.attempts.hold(this.#run.id, HELD_UNTIL)
  }

  /** What was held is due when it would have been; what came too late for that, at once. */
  async resume(): Promise<void> {
    this.#run.pausedAt = null
    await this.#event({ type: 'run.resumed' })
    this.added.push(...(await this.#tx.attempts.release(this.#run.id, { heldUntil: HELD_UNTIL, at: this.#options.now })))
  }

  /** A new run, and what of it an earlier run did already; nothing begins yet. */
  async announce(taken: readonly TakenStep[] = []): Promise<void> {
    await this.#event({ type: 'run.changed', status: 'queued', error: null })
    for (const step of taken) await this.#takeOver(step)
    this.#nothingTaken = taken.length === 0
  }

  /** Every step that needs none, and every one that needs nothing but what was taken over. */
  async startFirstSteps(): Promise<void> {
    const taken: StepState[] = []
    for (const spec of this.#plan.steps.values()) {
      const isFirst = spec.needs.length === 0 && !this.#plan.onFailure.has(spec.id)
      if (this.#nothingTaken && !isFirst) continue
      const step = await this.#tx.steps.ofRun(this.#run.id, spec.id)
      if (isFirst && step?.status === 'pending') await this.restart(step)
      if (step !== null && isStepOver(step.status)) taken.push(step)
    }
    // After all of them have ended: none must begin because of another.
    for (const step of taken) await this.apply(await this.#stepEnded(step))
  }

  /** Free places of the run's group go to runs that wait for them: to the most urgent, of these to the oldest. */
  async fillPlaces(): Promise<void> {
    for (let next = await this.#nextInGroup(); next !== null; next = await this.#nextInGroup()) {
      next.#run.admittedAt = this.#options.now
      await next.startFirstSteps()
      await next.save()
      this.added.push(...next.added)
      this.taken.push(...next.taken)
      this.#tell({ type: 'run', runId: next.#run.id })
    }
  }

  async #nextInGroup(): Promise<RunTransition | null> {
    const { held, next } = await this.#tx.runs.groupPlaces(this.#run)
    if (next === null) return null
    try {
      const waiting = await RunTransition.open(this.#tx, next, this.#options)
      return held < (waiting.plan.spec.concurrency?.limit ?? Infinity) ? waiting : null
    } catch (thrown) {
      // Nobody will ever take it further, and others stand behind it.
      await failRun(this.#tx, next, toEngineError(thrown), this.#options.now)
      return this.#nextInGroup()
    }
  }

  async #takeOver({ stepId, stepRunId, status, skipReason }: TakenStep): Promise<void> {
    const step = await this.#tx.steps.ofRun(this.#run.id, stepId)
    if (step === null) return
    mustGo(step, status)
    const { reusedFrom, output } = await this.#tx.steps.takeOver(step.id, stepRunId)
    await this.#tx.steps.end(step.id, { status, skipReason, error: null, at: this.#options.now, input: null, output: null })
    await this.#event({ ...stepEvent(step, status), skipReason, reusedFrom })
    this.#countEnd(step)
    if (stepId === OUTPUTS_STEP && output.kind !== 'none') await this.#tx.runs.setOutput(this.#run.id, output)
  }

  /** Gives a step a new attempt, due now. */
  async restart(step: StepRunRecord): Promise<void> {
    await this.#start({ do: 'start_attempt', step, number: step.attempt + 1, at: this.#options.now, error: null, lost: false })
  }

  /** A question is open no more; `approval` is its row as it is now. */
  async answered({ id, stepRunId, stepId, itemIndex, attempt, status, answeredBy: by, comment }: ApprovalRecord): Promise<void> {
    if (status === 'open') return
    await this.#event({ type: 'approval.answered', approvalId: id, stepRunId, stepId, itemIndex, attempt, status, by, comment })
    this.#tell({ type: 'approvals' })
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
    let leaves = false
    const status = isRunOver(run.status)
      ? run.status
      : runStatusOf({ status: run.status, cancelRequested: run.cancelRequestedAt !== null, open: run.stepsOpen, active: run.stepsActive, failed: run.stepsFailed })
    if (status !== run.status) {
      if (!canRunGo(run.status, status)) throw new EngineError('unexpected', `A run cannot go from ${run.status} to ${status}.`)
      run.status = status
      if (isRunOver(status)) {
        run.finishedAt = this.#options.now
        run.pausedAt = null
        leaves = run.groupName !== null
      }
      await this.#event({ type: 'run.changed', status, error: run.error })
      if (status === 'failed') {
        this.#tellFailure(null, run.error?.message)
        await leaveDeadLetters(this.#tx, { run, plan: this.#plan, now: this.#options.now })
      }
    }
    await this.#tx.runs.save(run)
    if (leaves) await this.fillPlaces()
    if (this.#cancelsChildren) this.#orphans.push(...(await this.#tx.runs.openChildren(this.#run.id)))
    this.#cancelsChildren = false
    await this.#cancelOrphans()
    if (run.parent?.waits === true && isRunOver(run.status)) await this.#endParentStep(run.parent.stepRunId)
  }

  async #withdrawQuestions(): Promise<void> {
    for (const approval of await this.#tx.approvals.withdraw(this.#run.id, this.#options.now)) await this.answered(approval)
  }

  /** After this run is saved: those of its steps that waited for a child have ended, so that its end finds nobody waiting. */
  async #cancelOrphans(): Promise<void> {
    for (const runId of this.#orphans.splice(0)) {
      const child = await RunTransition.open(this.#tx, runId, this.#options)
      if (isRunOver(child.run.status) || child.run.cancelRequestedAt !== null || child.run.parent?.waits !== true) continue
      await child.requestCancel()
      await child.save()
      this.added.push(...child.added)
      this.taken.push(...child.taken)
      this.#tell({ type: 'cancel', runId })
      this.#tell({ type: 'run', runId })
    }
  }

  /** The step of another run that waits for this one ends with it. */
  async #endParentStep(stepRunId: string): Promise<void> {
    const step = await this.#tx.steps.byId(stepRunId)
    // An attempt that is still at work finds the end when it comes to wait for it.
    const end = step !== null && waitsForChild(step) ? await endedChild(this.#tx, this.#run) : null
    if (step === null || end === null) return
    const parent = await RunTransition.open(this.#tx, step.runId, this.#options)
    await parent.apply({ change: 'child_ended', step, child: end.child }, { stepRunId, input: { kind: 'none' }, output: end.output })
    await parent.save()
    this.added.push(...parent.added)
    this.timers.push(...parent.timers)
    this.taken.push(...parent.taken)
    this.#tell({ type: 'run', runId: step.runId })
  }

  #tell(message: BusMessage): void {
    const { tell } = this.#options
    if (tell !== undefined) this.#tx.afterCommit(() => tell(message))
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
      case 'ask':
        return this.#ask(decision)
      case 'wait_for_child':
        return this.#wait(decision.step, 'child', null)
      case 'count_need':
        await this.#tx.steps.setNeeds(decision.step.id, { remaining: decision.remainingNeeds, unmet: decision.unmetNeeds, failed: decision.failedNeeds })
        return null
      case 'update_map': {
        await this.#tx.steps.setMap(decision.step.id, decision.map)
        const reused = decision.reused ?? []
        if (reused.length > 0) await this.#tx.steps.endTakenItems(decision.step.id, this.#options.now)
        const opened = decision.step.map === null
        if (opened) await this.#event({ ...stepEvent(decision.step, 'running'), items: decision.map.total, reusedItems: reused.length === 0 ? null : reused.map(([first, last]) => [first, last]) })
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
    const ended = await this.#tx.steps.end(step.id, { status, skipReason, error, at: this.#options.now, ...values })
    if (!ended) return null
    await this.#event({ ...stepEvent(step, status), skipReason, error, reusedFrom: values.reusedFrom })
    const now: StepState = { ...step, status, skipReason }
    if (status === 'failed' && this.#plan.steps.get(step.stepId)?.uses === 'pipeline') await this.#letChildGo(step.id)
    if (step.itemIndex !== null && status === 'cancelled' && this.#run.cancelRequestedAt === null) await this.#letGo(step)
    if (step.itemIndex !== null) return () => this.#itemEnded(now)
    this.#countActive(step.status, status)
    this.#countEnd(step)
    if (status === 'failed') {
      this.#run.stepsFailed += 1
      this.#tellFailure(step.stepId, error?.message)
      this.#run.error ??= { code: error?.code ?? 'step_failed', message: `Step "${step.stepId}" failed: ${error?.message ?? 'no reason was given'}`, details: { step: step.stepId } }
    }
    if (step.stepId === OUTPUTS_STEP && values.output !== null) await this.#tx.runs.setOutput(this.#run.id, values.output)
    // Nothing but on_failure steps is left, and they need nothing of this one.
    const isMainOver = this.#plan.onFailure.size > 0 && !this.#plan.onFailure.has(step.stepId) && this.#run.stepsOpen === this.#run.onFailureOpen
    return isMainOver ? () => this.#mainEnded() : () => this.#stepEnded(now)
  }

  async #mainEnded(): Promise<Neighbourhood> {
    const steps = []
    for (const stepId of this.#plan.onFailure) {
      const step = await this.#tx.steps.ofRun(this.#run.id, stepId)
      if (step?.status === 'pending') steps.push(step)
    }
    return { change: 'main_ended', steps, failed: this.#run.stepsFailed > 0, cancelRequested: this.#run.cancelRequestedAt !== null }
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
    const { map } = parent
    const next = map === null || map.reused === 0 ? (map?.next ?? null) : await this.#tx.steps.nextItem(parent.id, map.next)
    const isFirstFailure = step.status === 'failed' && map?.failed === 0 && spec.map?.onItemError === 'fail'
    const idle = isFirstFailure ? await this.#tx.steps.idleItems(parent.id) : []
    return { change: 'item_ended', step, parent, spec, cancelRequested: this.#run.cancelRequestedAt !== null, idle, next }
  }

  /** Whether an item is one of a mapped step that fails as soon as those end that are at work. */
  async isGivenUp(step: StepRunRecord, spec: StepSpec): Promise<boolean> {
    if (step.itemIndex === null || spec.map?.onItemError !== 'fail') return false
    const parent = await this.#tx.steps.ofRun(this.#run.id, step.stepId)
    return (parent?.map?.failed ?? 0) > 0
  }

  /** An item that waited for something is waited for no more: neither in a queue, nor by a person, nor by a run of its own. */
  async #letGo({ id, attempt }: StepState): Promise<void> {
    const { now } = this.#options
    await this.#tx.attempts.withdraw({ stepRunId: id, number: attempt }, now)
    for (const approval of await this.#tx.approvals.withdrawOf(id, now)) await this.answered(approval)
    await this.#letChildGo(id)
  }

  /** Nobody waits any more for the run that a step has started; one that is over is left as it is. */
  async #letChildGo(stepRunId: string): Promise<void> {
    const child = await this.#tx.runs.childOf(stepRunId)
    if (child !== null) this.#orphans.push(child.id)
  }

  async #start({ step, number, at, error, lost }: Extract<Decision, { do: 'start_attempt' }>): Promise<null> {
    const { now, take } = this.#options
    const spec = this.#plan.steps.get(step.stepId)
    if (spec === undefined) return null
    const held = this.#run.pausedAt !== null
    const due = at <= now
    const attempt = this.#newAttempt(step, spec, { number, at: held ? HELD_UNTIL : at, due: due && !held })
    const wait = due ? held ? null : await laneWait(this.#tx, attempt.lane, this.#options) : ({ reason: 'retry', until: at } as const)
    const lease = wait === null && !held ? (take?.(attempt) ?? null) : null
    const status: StepStatus = wait !== null ? 'waiting' : lease === null ? 'ready' : 'running'
    mustGo(step, status)
    const changed = await this.#tx.steps.change(step.id, {
      status,
      waitingReason: wait?.reason ?? null,
      wakeAt: wait?.until ?? null,
      attempt: number,
      lostAttempts: step.lostAttempts + (lost ? 1 : 0),
      error,
      startedAt: lease === null ? null : now,
    })
    if (!changed) return null
    if (lease === null) {
      await this.#tx.attempts.insert(attempt)
      if (!held) this.added.push({ queue: attempt.queue, at, priority: attempt.priority })
    } else {
      await this.#tx.attempts.insertRunning(attempt, lease, now)
      beginInLane(this.#tx, attempt.lane, this.#options)
      await this.#beginRun()
      this.taken.push({ ...attempt, versionId: this.#run.versionId, stepId: step.stepId, itemIndex: step.itemIndex })
    }
    if (step.itemIndex === null) this.#countActive(step.status, status)
    await this.#event({ ...stepEvent(step, status), attempt: number, waiting: wait, error, lost })
    return null
  }

  #newAttempt(step: StepState, spec: StepSpec, { number, at, due }: { readonly number: number; readonly at: number; readonly due: boolean }): NewAttempt {
    const { id: runId, pipelineId, priority } = this.#run
    // To read a mapped step's list takes a place of nothing; its items do.
    const readsList = spec.map !== null && step.itemIndex === null
    const lane = readsList ? NO_LANE : (this.#plan.lanes.get(step.stepId) ?? NO_LANE)
    return { stepRunId: step.id, number, runId, pipelineId, queue: this.#options.plans.places.queueOf(spec.queue), lane, priority, availableAt: at, due }
  }

  async #startItem(parent: StepState, index: number): Promise<null> {
    const item = await this.#tx.steps.item(parent.id, index)
    if (item === null || item.status !== 'pending') return null
    return this.#start({ do: 'start_attempt', step: item, number: 1, at: this.#options.now, error: null, lost: false })
  }

  async #waitUntil({ step, until }: Extract<Decision, { do: 'wait_until' }>): Promise<null> {
    await this.#wait(step, 'timer', until)
    this.timers.push(until)
    return null
  }

  async #ask({ step, purpose, ask }: Extract<Decision, { do: 'ask' }>): Promise<null> {
    const { now } = this.#options
    const place = { stepRunId: step.id, stepId: step.stepId, itemIndex: step.itemIndex, attempt: step.attempt, purpose }
    const id = approvalIdOf(step.id, step.attempt)
    await this.#wait(step, 'approval', ask.expiresAt, purpose === 'on_lost')
    await this.#tx.approvals.insert({ ...ask, ...place, id, runId: this.#run.id, askedAt: now, status: 'open', answeredBy: null, answeredAt: null, comment: '', answer: null })
    await this.#event({ ...place, type: 'approval.asked', approvalId: id, question: ask.question, expiresAt: ask.expiresAt })
    if (ask.expiresAt !== null) this.timers.push(ask.expiresAt)
    this.#tell({ type: 'approvals' })
    return null
  }

  /** Nothing is held meanwhile. `until` is when it ends by itself at the latest; null: never. `lost`: what became of its attempt. */
  async #wait(step: StepState, reason: WaitingReason, until: number | null, lost = false): Promise<null> {
    mustGo(step, 'waiting')
    const values = this.#valuesOf(step, 'succeeded')
    await this.#tx.steps.change(step.id, { status: 'waiting', waitingReason: reason, wakeAt: until, attempt: step.attempt, lostAttempts: step.lostAttempts, error: null, startedAt: null })
    if (values.output !== null) await this.#tx.steps.setOutput(step.id, values.output)
    if (values.input !== null) await this.#tx.steps.setInput(step.id, values.input)
    if (step.itemIndex === null) this.#countActive(step.status, 'waiting')
    await this.#event({ ...stepEvent(step, 'waiting'), waiting: { reason, until }, lost })
    return null
  }

  #valuesOf(step: StepState, status: StepStatus): { input: StoredValue | null; output: StoredValue | null; reusedFrom: string | null } {
    if (status === 'succeeded' && step.itemIndex === null && step.map !== null) return { input: null, output: { kind: 'items', count: step.map.total, from: null }, reusedFrom: null }
    const values = this.#values
    if (values === null || values.stepRunId !== step.id) return { input: null, output: null, reusedFrom: null }
    return {
      input: values.input.kind === 'none' ? null : values.input,
      output: status === 'succeeded' && values.output.kind !== 'none' ? values.output : null,
      reusedFrom: status === 'succeeded' ? (values.reusedFrom ?? null) : null,
    }
  }

  #countActive(from: StepStatus, to: StepStatus): void {
    const active = (status: StepStatus) => (isStepActive(status) ? 1 : 0)
    this.#run.stepsActive += active(to) - active(from)
  }

  #countEnd({ stepId }: StepState): void {
    this.#run.stepsOpen -= 1
    if (this.#plan.onFailure.has(stepId)) this.#run.onFailureOpen -= 1
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
    reusedFrom: null,
    reusedItems: null,
  }
}
