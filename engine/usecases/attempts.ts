import type { ErrorInfo } from '../contract/errors'
import type { AttemptOutcome } from '../core/runs/decisions'
import { isRunOver } from '../core/runs/run-state'
import { isStepOver } from '../core/runs/step-state'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import { assertNever } from '../core/shared/assert-never'
import type { AttemptKey } from '../ports/records'
import type { ModelUsage } from '../ports/step-kind'
import type { Transaction } from '../ports/unit-of-work'
import type { Lease } from '../ports/write-stores'
import { RunTransition, type ClaimedAttempt, type StepValues, type TransitionOptions } from './run-transition'

/** What a transaction added to the queues and timers: the wake-ups to send once it is durable. */
export interface Wakes {
  readonly queues: readonly { readonly queue: string; readonly at: number; readonly priority: number }[]
  readonly timers: readonly number[]
}

/** Takes up to `limit` due attempts of a queue and marks their steps as begun. */
export async function claimAttempts(tx: Transaction, claim: { queue: string; limit: number; lease: Lease }, options: TransitionOptions): Promise<readonly ClaimedAttempt[]> {
  const claimed: ClaimedAttempt[] = []
  const transitions = new Map<string, RunTransition>()
  for (const attempt of await tx.attempts.claim(claim.queue, claim.limit, claim.lease, options.now)) {
    const before = await tx.steps.byId(attempt.stepRunId)
    const step = before === null || before.attempt !== attempt.number ? null : await tx.steps.begin(attempt.stepRunId, options.now)
    if (before === null || step === null) {
      await tx.attempts.end(attempt, { status: 'cancelled', error: null, at: options.now })
      continue
    }
    const transition = transitions.get(attempt.runId) ?? (await openOrFail(tx, attempt, options))
    if (transition === null) continue
    transitions.set(attempt.runId, transition)
    await transition.begun(step, before.status)
    claimed.push({ stepRunId: attempt.stepRunId, number: attempt.number, runId: attempt.runId, versionId: transition.run.versionId, queue: claim.queue, priority: attempt.priority, stepId: step.stepId, itemIndex: step.itemIndex })
  }
  for (const transition of transitions.values()) await transition.save()
  return claimed
}

/** Null when the run cannot be gone on with: it has failed then, so that it keeps nobody else from working. */
async function openOrFail(tx: Transaction, attempt: AttemptKey & { runId: string }, options: TransitionOptions): Promise<RunTransition | null> {
  try {
    return await RunTransition.open(tx, attempt.runId, options)
  } catch (thrown) {
    await failRun(tx, attempt, toEngineError(thrown), options.now)
    return null
  }
}

/** Ends a run whose plan is lost, with all its steps. */
async function failRun(tx: Transaction, attempt: AttemptKey & { runId: string }, error: EngineError, now: number): Promise<void> {
  await tx.attempts.end(attempt, { status: 'failed', error: error.toInfo(), at: now })
  await tx.steps.end(attempt.stepRunId, { status: 'failed', skipReason: null, error: error.toInfo(), at: now, input: null, output: null })
  const run = await tx.runs.core(attempt.runId)
  if (run === null || isRunOver(run.status)) return
  await tx.steps.cancelIdle(run.id, now)
  await tx.attempts.cancelQueued(run.id, now)
  run.status = 'failed'
  run.error = error.toInfo()
  run.finishedAt = now
  run.stepsOpen = 0
  run.stepsActive = 0
  run.stepsFailed += 1
  run.lastSeq += 1
  await tx.events.append(run.id, { type: 'run.changed', status: 'failed', error: run.error, seq: run.lastSeq, at: now })
  await tx.runs.save(run)
}

export interface AttemptEnd extends AttemptKey {
  readonly runId: string
  readonly outcome: AttemptOutcome
  readonly values: StepValues | null
  /** Billed whatever became of it. */
  readonly usages: readonly ModelUsage[]
  /** In [0, 1), for the jitter of a retry. */
  readonly random: number
}

/**
 * Records what an attempt came to, and all that follows from it. An attempt that is not the one at work any more is
 * refused: nothing changes, and the history says so.
 */
export async function endAttempt(tx: Transaction, end: AttemptEnd, options: TransitionOptions): Promise<Wakes & { recorded: boolean; taken: readonly ClaimedAttempt[] }> {
  const transition = await openOrFail(tx, end, options)
  if (transition === null) return { recorded: false, queues: [], timers: [], taken: [] }
  const step = await tx.steps.byId(end.stepRunId)
  if (step === null) throw new EngineError('step_run_not_found', `There is no step run ${end.stepRunId}.`)
  if (end.usages.length > 0) await transition.used(step, end.number, end.usages)
  const current = step.attempt === end.number && !isStepOver(step.status)
  const accepted = current && (await tx.attempts.end(end, { ...attemptEnd(end.outcome), at: options.now }))
  if (!accepted) {
    // An attempt that its step has left behind must not stay at work for ever.
    if (!current) await tx.attempts.end(end, { status: 'lost', error: null, at: options.now })
    await transition.refused(step, end.number, end.outcome.kind)
    await transition.save()
    return { recorded: false, queues: [], timers: [], taken: [] }
  }
  const spec = transition.plan.steps.get(step.stepId)
  if (spec === undefined) throw new EngineError('unexpected', `The pipeline version has no step "${step.stepId}".`)
  const cancelRequested = transition.run.cancelRequestedAt !== null
  await transition.apply({ change: 'attempt_ended', step, spec, outcome: end.outcome, cancelRequested, random: end.random }, end.values)
  await transition.save()
  return { recorded: true, queues: transition.added, timers: transition.timers, taken: transition.taken }
}

/** A timer has run out: the step succeeds with the output it was given when it began to wait. */
export async function endTimer(tx: Transaction, stepRunId: string, options: TransitionOptions): Promise<{ runId: string | null; wakes: Wakes }> {
  const step = await tx.steps.byId(stepRunId)
  const due = step?.waitingReason === 'timer' && step.wakeAt !== null && step.wakeAt <= options.now
  if (step === null || !due) return { runId: null, wakes: { queues: [], timers: [] } }
  const transition = await RunTransition.open(tx, step.runId, options)
  await transition.apply({ change: 'timer_due', step })
  await transition.save()
  return { runId: step.runId, wakes: { queues: transition.added, timers: transition.timers } }
}

/** A step that is ready but has no attempt gets one; nothing happens when that is no longer so. */
export async function restoreAttempt(tx: Transaction, stepRunId: string, options: TransitionOptions): Promise<Wakes> {
  const step = await tx.steps.byId(stepRunId)
  if (step?.status !== 'ready') return { queues: [], timers: [] }
  const transition = await RunTransition.open(tx, step.runId, options)
  await transition.restart(step)
  await transition.save()
  return { queues: transition.added, timers: transition.timers }
}

function attemptEnd(outcome: AttemptOutcome): { status: 'succeeded' | 'failed' | 'cancelled' | 'lost'; error: ErrorInfo | null } {
  switch (outcome.kind) {
    case 'succeeded':
    case 'skipped':
    case 'expanded':
    case 'waiting':
      return { status: 'succeeded', error: null }
    case 'failed':
      return { status: 'failed', error: outcome.error }
    case 'cancelled':
      return { status: 'cancelled', error: null }
    case 'lost':
      return { status: 'lost', error: null }
    default:
      return assertNever(outcome)
  }
}
