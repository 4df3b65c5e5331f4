import type { ErrorInfo } from '../contract/errors'
import type { StepStatus } from '../contract/step'
import { OUTPUTS_STEP, type StepSpec } from '../core/pipelines/spec'
import type { StepState } from '../core/runs/decisions'
import { HELD_UNTIL } from '../core/runs/held'
import { planNext, type Neighbourhood } from '../core/runs/plan-next'
import { runStatusOf } from '../core/runs/plan-run'
import type { RunPlan } from '../core/runs/run-plan'
import { canRunGo, isRunOver } from '../core/runs/run-state'
import { isStepActive, isStepOver } from '../core/runs/step-state'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { ApprovalRecord, RunCore, StepRunRecord } from '../ports/records'
import type { ModelUsage } from '../ports/step-kind'
import type { Transaction } from '../ports/unit-of-work'
import { carryOut, type LaterChange, questionAnswered } from './carry-out'
import { endedChild, waitsForChild } from './ended-child'
import { failRun, isPlanLost } from './fail-run'
import { groupLimit } from './group-limit'
import { leaveDeadLetters } from './leave-dead-letters'
import { isGivenUp, stepEnded } from './neighbourhoods'
import { mustGo, RunChange, stepEvent } from './run-change'
import type { StepValues, TakenStep, TransitionOptions } from './transition-options'

/**
 * The one place where runs change: gathers what a change touches, lets `planNext` decide, writes the decisions, and
 * follows what they bring about until nothing is left. All of it belongs to one transaction; `save` ends it.
 */
export class RunTransition {
  readonly #change: RunChange
  readonly #tx: Transaction
  readonly #run: RunCore
  readonly #options: TransitionOptions
  #cancelsChildren = false
  /** Known of a run that begins in the transaction that stores it. */
  #nothingTaken = false

  private constructor(change: RunChange) {
    this.#change = change
    this.#tx = change.tx
    this.#run = change.run
    this.#options = change.options
  }

  static async open(tx: Transaction, runId: string, options: TransitionOptions): Promise<RunTransition> {
    const run = await tx.runs.core(runId)
    if (run === null) throw new EngineError('run_not_found', `There is no run ${runId}.`)
    return new RunTransition(new RunChange(tx, run, await options.plans.of(run.versionId), options))
  }

  /** Null when the run cannot be gone on with, because its plan is lost: it has failed then, so that it keeps nobody else from working. */
  static async openOrFail(tx: Transaction, runId: string, options: TransitionOptions): Promise<RunTransition | null> {
    try {
      return await RunTransition.open(tx, runId, options)
    } catch (thrown) {
      if (!isPlanLost(thrown)) throw thrown
      await failRun(tx, runId, toEngineError(thrown), options.now)
      return null
    }
  }

  get run(): Readonly<RunCore> {
    return this.#run
  }

  get plan(): RunPlan {
    return this.#change.plan
  }

  /** When attempts of each queue that this transition added become due. */
  get added(): RunChange['added'] {
    return this.#change.added
  }

  get timers(): RunChange['timers'] {
    return this.#change.timers
  }

  /** Attempts that were taken as soon as they came to be. */
  get taken(): RunChange['taken'] {
    return this.#change.taken
  }

  async apply(first: Neighbourhood, values: StepValues | null = null): Promise<void> {
    this.#change.values = values
    const changes: LaterChange[] = [async () => first]
    for (let load = changes.shift(); load !== undefined; load = changes.shift()) {
      const near = await load()
      for (const decision of near === null ? [] : planNext(near, this.#options.now)) {
        const next = await carryOut(this.#change, decision)
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
    await this.#change.event({ type: 'run.cancel_requested' })
    await this.#withdrawQuestions()
    const ended = await this.#tx.steps.cancelIdle(this.#run.id, now)
    await this.#tx.attempts.cancelQueued(this.#run.id, now)
    for (const step of ended) {
      this.#change.countEnd(step)
      await this.#change.event(stepEvent(step, 'cancelled'))
    }
    for (const { step, running } of await this.#tx.steps.runningMaps(this.#run.id)) {
      if (step.map === null) continue
      // Items that waited or were queued are gone; what remains open is what workers hold.
      await this.#tx.steps.setMap(step.id, { ...step.map, open: running })
      if (running === 0) await carryOut(this.#change, { do: 'end_step', step, status: 'cancelled', skipReason: null, error: null })
    }
    this.#run.stepsActive = this.#run.stepsOpen
    return ended
  }

  /** A step has been handed to a worker: `step` is its row as it is now, `before` the status it had. */
  async begun(step: StepRunRecord, before: StepStatus): Promise<void> {
    if (step.itemIndex === null && !isStepActive(before)) this.#run.stepsActive += 1
    await this.#change.beginRun()
    await this.#change.event(stepEvent(step, 'running'))
  }

  /** From now on what would begin is held. */
  async pause(): Promise<void> {
    this.#run.pausedAt = this.#options.now
    await this.#change.event({ type: 'run.paused' })
    await this.#tx.attempts.hold(this.#run.id, HELD_UNTIL)
  }

  /** What was held is due when it would have been; what came too late for that, at once. */
  async resume(): Promise<void> {
    this.#run.pausedAt = null
    await this.#change.event({ type: 'run.resumed' })
    this.added.push(...(await this.#tx.attempts.release(this.#run.id, { heldUntil: HELD_UNTIL, at: this.#options.now })))
  }

  /** A new run, and what of it an earlier run did already; nothing begins yet. */
  async announce(taken: readonly TakenStep[] = []): Promise<void> {
    await this.#change.event({ type: 'run.changed', status: 'queued', error: null })
    for (const step of taken) await this.#takeOver(step)
    this.#nothingTaken = taken.length === 0
  }

  /** Every step that needs none, and every one that needs nothing but what was taken over. */
  async startFirstSteps(): Promise<void> {
    const taken: StepState[] = []
    for (const spec of this.plan.steps.values()) {
      const isFirst = spec.needs.length === 0 && !this.plan.onFailure.has(spec.id)
      if (this.#nothingTaken && !isFirst) continue
      const step = await this.#tx.steps.ofRun(this.#run.id, spec.id)
      if (isFirst && step?.status === 'pending') await this.restart(step)
      if (step !== null && isStepOver(step.status)) taken.push(step)
    }
    // After all of them have ended: none must begin because of another.
    for (const step of taken) await this.apply(await stepEnded(this.#change, step))
  }

  /** Free places of the run's group go to runs that wait for them: to the most urgent, of these to the oldest. */
  async fillPlaces(): Promise<void> {
    for (let next = await this.#nextInGroup(); next !== null; next = await this.#nextInGroup()) {
      next.#run.admittedAt = this.#options.now
      await next.startFirstSteps()
      await next.save()
      this.added.push(...next.added)
      this.taken.push(...next.taken)
      this.#change.tell({ type: 'run', runId: next.#run.id })
    }
  }

  async #nextInGroup(): Promise<RunTransition | null> {
    const { held, next } = await this.#tx.runs.groupPlaces(this.#run)
    if (next === null) return null
    const waiting = await RunTransition.openOrFail(this.#tx, next, this.#options)
    // Others stand behind it.
    if (waiting === null) return this.#nextInGroup()
    return held < (await groupLimit(this.#tx, waiting.run, waiting.plan, this.#options.plans)) ? waiting : null
  }

  async #takeOver({ stepId, stepRunId, status, skipReason }: TakenStep): Promise<void> {
    const step = await this.#tx.steps.ofRun(this.#run.id, stepId)
    if (step === null) return
    mustGo(step, status)
    const { reusedFrom, output } = await this.#tx.steps.takeOver(step.id, stepRunId)
    await this.#tx.steps.end(step.id, { status, skipReason, error: null, at: this.#options.now, input: null, output: null })
    await this.#change.event({ ...stepEvent(step, status), skipReason, reusedFrom })
    this.#change.countEnd(step)
    if (stepId === OUTPUTS_STEP && output.kind !== 'none') await this.#tx.runs.setOutput(this.#run.id, output)
  }

  /** Gives a step a new attempt, due now. */
  async restart(step: StepRunRecord): Promise<void> {
    await carryOut(this.#change, { do: 'start_attempt', step, number: step.attempt + 1, at: this.#options.now, error: null, lost: false })
  }

  /** A question is open no more; `approval` is its row as it is now. */
  answered(approval: ApprovalRecord): Promise<void> {
    return questionAnswered(this.#change, approval)
  }

  /** Whether an item is one of a mapped step that fails as soon as those end that are at work. */
  isGivenUp(step: StepRunRecord, spec: StepSpec): Promise<boolean> {
    return isGivenUp(this.#change, step, spec)
  }

  async refused(step: StepRunRecord, attempt: number, outcome: string): Promise<void> {
    await this.#change.event({ type: 'result.refused', stepRunId: step.id, stepId: step.stepId, itemIndex: step.itemIndex, attempt, outcome })
  }

  /** What an attempt used of models; told once, however often its end is reported. */
  async used(step: StepRunRecord, attempt: number, usages: readonly ModelUsage[]): Promise<void> {
    for (const { model, ...usage } of usages) {
      const place = { stepId: step.stepId, itemIndex: step.itemIndex }
      const isNew = await this.#tx.usages.add({ ...place, ...usage, model, stepRunId: step.id, number: attempt, runId: this.#run.id, at: this.#options.now })
      if (isNew) await this.#change.event({ ...place, type: 'usage.recorded', stepRunId: step.id, attempt, model, usage })
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
      await this.#change.event({ type: 'run.changed', status, error: run.error })
      if (status === 'failed') {
        this.#change.tellFailure(null, run.error?.message)
        await leaveDeadLetters(this.#tx, { run, plan: this.plan, now: this.#options.now })
      }
      if (status === 'cancelled') await this.#tx.deadLetters.reopen(run.id)
    }
    await this.#tx.runs.save(run)
    if (leaves) await this.fillPlaces()
    if (this.#cancelsChildren) this.#change.orphans.push(...(await this.#tx.runs.openChildren(this.#run.id)))
    this.#cancelsChildren = false
    await this.#cancelOrphans()
    if (run.parent?.waits === true && isRunOver(run.status)) await this.#endParentStep(run.parent.stepRunId)
  }

  async #withdrawQuestions(): Promise<void> {
    for (const approval of await this.#tx.approvals.withdraw(this.#run.id, this.#options.now)) await questionAnswered(this.#change, approval)
  }

  /** After this run is saved: those of its steps that waited for a child have ended, so that its end finds nobody waiting. */
  async #cancelOrphans(): Promise<void> {
    for (const runId of this.#change.orphans.splice(0)) {
      const child = await RunTransition.openOrFail(this.#tx, runId, this.#options)
      if (child === null || isRunOver(child.run.status) || child.run.cancelRequestedAt !== null || child.run.parent?.waits !== true) continue
      await child.requestCancel()
      await child.save()
      this.added.push(...child.added)
      this.taken.push(...child.taken)
      this.#change.tell({ type: 'cancel', runId })
      this.#change.tell({ type: 'run', runId })
    }
  }

  /** The step of another run that waits for this one ends with it. */
  async #endParentStep(stepRunId: string): Promise<void> {
    const step = await this.#tx.steps.byId(stepRunId)
    // An attempt that is still at work finds the end when it comes to wait for it.
    const end = step !== null && waitsForChild(step) ? await endedChild(this.#tx, this.#run) : null
    if (step === null || end === null) return
    const parent = await RunTransition.openOrFail(this.#tx, step.runId, this.#options)
    if (parent === null) return
    await parent.apply({ change: 'child_ended', step, child: end.child }, { stepRunId, input: { kind: 'none' }, output: end.output })
    await parent.save()
    this.added.push(...parent.added)
    this.timers.push(...parent.timers)
    this.taken.push(...parent.taken)
    this.#change.tell({ type: 'run', runId: step.runId })
  }
}
