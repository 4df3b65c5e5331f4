import type { ErrorInfo } from '../contract/errors'
import type { AttemptOutcome } from '../core/runs/decisions'
import { isStepOver } from '../core/runs/step-state'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import { assertNever } from '../core/shared/assert-never'
import type { AttemptKey, AttemptOfRun } from '../ports/records'
import type { ModelUsage } from '../ports/step-kind'
import type { Transaction } from '../ports/unit-of-work'
import type { Claimed } from '../ports/write-stores'
import { endedChild, waitsForChild } from './ended-child'
import { failRun, isPlanLost } from './fail-run'
import { beginInLane, withinLane } from './lane-places'
import { RunTransition } from './run-transition'
import type { ClaimedAttempt, StepValues, TransitionOptions } from './transition-options'

/** What a transaction added to the queues and timers: the wake-ups to send once it is durable. */
export interface Wakes {
  readonly queues: readonly { readonly queue: string; readonly at: number; readonly priority: number }[]
  readonly timers: readonly number[]
}

export interface WorkerClaim {
  readonly queue: string
  readonly limit: number
  readonly owner: string
  /** How long an attempt is its owner's without a sign of life (ms), where its lane says nothing else. */
  readonly leaseMs: number
}

export interface ClaimedAttempts {
  readonly attempts: readonly ClaimedAttempt[]
  /** Lanes that have attempts in the queue which could not begin. */
  readonly heldBack: Claimed['heldBack']
}

/** Takes up to `limit` due attempts of a queue and marks their steps as begun. */
export async function claimAttempts(tx: Transaction, { queue, limit, owner, leaseMs }: WorkerClaim, options: TransitionOptions): Promise<ClaimedAttempts> {
  const { places } = options.plans
  const claimed: ClaimedAttempt[] = []
  const transitions = new Map<string, RunTransition>()
  const { attempts, heldBack } = await tx.attempts.claim({
    queue,
    limit,
    owner,
    at: options.now,
    leaseMs: (lane) => places.rulesOf(lane).leaseMs ?? leaseMs,
    room: (lane, held) => places.room(lane, held, options.now),
  })
  for (const attempt of attempts) {
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
    beginInLane(tx, attempt.lane, options)
    claimed.push({ ...attempt, versionId: transition.run.versionId, queue, stepId: step.stepId, itemIndex: step.itemIndex })
  }
  for (const transition of transitions.values()) await transition.save()
  return { attempts: claimed, heldBack }
}

/** Null when the run cannot be gone on with: it has failed then, or is not there, and keeps nobody else from working. */
async function openOrFail(tx: Transaction, attempt: AttemptOfRun, options: TransitionOptions): Promise<RunTransition | null> {
  try {
    return await RunTransition.open(tx, attempt.runId, options)
  } catch (thrown) {
    if (isRunGone(thrown)) await giveUp(tx, attempt, options.now)
    else if (isPlanLost(thrown)) await failWithRun(tx, attempt, toEngineError(thrown), options.now)
    else throw thrown
    return null
  }
}

const isRunGone = (thrown: unknown): boolean => thrown instanceof EngineError && thrown.code === 'run_not_found'

/** Nobody will ever hear what it comes to: its run or its step is not there, as after a removal, or where part of a database could not be read. */
async function giveUp(tx: Transaction, attempt: AttemptKey, now: number): Promise<void> {
  await tx.attempts.end(attempt, { status: 'lost', error: null, at: now })
}

/** The attempt and its step end with the run. */
async function failWithRun(tx: Transaction, attempt: AttemptOfRun, error: EngineError, now: number): Promise<void> {
  await tx.attempts.end(attempt, { status: 'failed', error: error.toInfo(), at: now })
  await tx.steps.end(attempt.stepRunId, { status: 'failed', skipReason: null, error: error.toInfo(), at: now, input: null, output: null })
  await failRun(tx, attempt.runId, error, now)
}

export interface AttemptEnd extends AttemptOfRun {
  readonly outcome: AttemptOutcome
  readonly values: StepValues | null
  /** Under which what it gives out is to be kept for others. */
  readonly cache?: { readonly key: string; readonly expiresAt: number } | undefined
  /** Billed whatever became of it. */
  readonly usages: readonly ModelUsage[]
  /** In [0, 1), for the jitter of a retry. */
  readonly random: number
}

/**
 * Records what an attempt came to, and all that follows from it. An attempt that is not the one at work any more is
 * refused: nothing changes, and the history says so. One whose run or step is not there any more is lost.
 */
export async function endAttempt(tx: Transaction, end: AttemptEnd, options: TransitionOptions): Promise<Wakes & { recorded: boolean; taken: readonly ClaimedAttempt[] }> {
  const transition = await openOrFail(tx, end, options)
  if (transition === null) return NOT_RECORDED
  const step = await tx.steps.byId(end.stepRunId)
  if (step === null) {
    await giveUp(tx, end, options.now)
    return NOT_RECORDED
  }
  if (end.usages.length > 0) await transition.used(step, end.number, end.usages)
  const current = step.attempt === end.number && !isStepOver(step.status)
  const accepted = current && (await tx.attempts.end(end, { ...attemptEnd(end.outcome), at: options.now }))
  if (!accepted) {
    // An attempt that its step has left behind must not stay at work for ever.
    if (!current) await giveUp(tx, end, options.now)
    await transition.refused(step, end.number, end.outcome.kind)
    await transition.save()
    return NOT_RECORDED
  }
  const spec = transition.plan.steps.get(step.stepId)
  if (spec === undefined) throw new EngineError('unexpected', `The pipeline version has no step "${step.stepId}".`)
  const cancelRequested = transition.run.cancelRequestedAt !== null
  const { outcome, values } = end.outcome.kind === 'child' ? await knownByNow(tx, end) : end
  const isGivenUp = outcome.kind !== 'succeeded' && (await transition.isGivenUp(step, spec))
  await transition.apply({ change: 'attempt_ended', step, spec: withinLane(spec, transition.plan.lanes.get(step.stepId), options), outcome, cancelRequested, isGivenUp, random: end.random }, values)
  if (end.cache !== undefined && values !== null && outcome.kind === 'succeeded') await tx.stepCache.put(end.runId, { ...end.cache, stepRunId: end.stepRunId, output: values.output })
  await transition.save()
  return { recorded: true, queues: transition.added, timers: transition.timers, taken: transition.taken }
}

const NOT_RECORDED = { recorded: false, queues: [], timers: [], taken: [] } as const

/** A run that was started may be over before anyone waits for it: then the step ends with it at once. */
async function knownByNow(tx: Transaction, { outcome, values, stepRunId }: AttemptEnd): Promise<Pick<AttemptEnd, 'outcome' | 'values'>> {
  if (outcome.kind !== 'child') return { outcome, values }
  const end = await endedChild(tx, await tx.runs.core(outcome.runId))
  if (end === null) return { outcome, values }
  return { outcome: { ...outcome, ended: end.child }, values: { stepRunId, input: values?.input ?? { kind: 'none' }, output: end.output } }
}

/** For a step that waits for a run, when that is over and nobody told it. */
export async function endChildWait(tx: Transaction, stepRunId: string, options: TransitionOptions): Promise<{ runId: string | null; wakes: Wakes }> {
  const step = await tx.steps.byId(stepRunId)
  if (step === null || !waitsForChild(step)) return { runId: null, wakes: NO_WAKES }
  const known = await tx.runs.childOf(stepRunId)
  const run = known === null ? null : await tx.runs.core(known.id)
  const end = await endedChild(tx, run)
  if (run !== null && end === null) return { runId: null, wakes: NO_WAKES }
  const transition = await RunTransition.openOrFail(tx, step.runId, options)
  if (transition === null) return { runId: step.runId, wakes: NO_WAKES }
  await transition.apply({ change: 'child_ended', step, child: end?.child ?? null }, end === null ? null : { stepRunId, input: { kind: 'none' }, output: end.output })
  await transition.save()
  return { runId: step.runId, wakes: { queues: transition.added, timers: transition.timers } }
}

const NO_WAKES: Wakes = { queues: [], timers: [] }

/** A timer has run out: the step succeeds with the output it was given when it began to wait. */
export async function endTimer(tx: Transaction, stepRunId: string, options: TransitionOptions): Promise<{ runId: string | null; wakes: Wakes }> {
  const step = await tx.steps.byId(stepRunId)
  const due = step?.waitingReason === 'timer' && step.wakeAt !== null && step.wakeAt <= options.now
  if (step === null || !due) return { runId: null, wakes: { queues: [], timers: [] } }
  const transition = await RunTransition.openOrFail(tx, step.runId, options)
  if (transition === null) return { runId: step.runId, wakes: NO_WAKES }
  await transition.apply({ change: 'timer_due', step })
  await transition.save()
  return { runId: step.runId, wakes: { queues: transition.added, timers: transition.timers } }
}

/** A step that is ready, or waits for a place, but has no attempt gets one; nothing happens when that is no longer so. */
export async function restoreAttempt(tx: Transaction, stepRunId: string, options: TransitionOptions): Promise<Wakes> {
  const step = await tx.steps.byId(stepRunId)
  if (step === null || !(step.status === 'ready' || step.waitingReason === 'slot')) return { queues: [], timers: [] }
  const transition = await RunTransition.openOrFail(tx, step.runId, options)
  if (transition === null) return NO_WAKES
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
    case 'asked':
    case 'child':
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
