import type { ErrorInfo } from '../../contract/errors'
import type { SkipReason } from '../../contract/step'
import type { Need, StepSpec } from '../pipelines/spec'
import { backoffMs } from '../retries/backoff'
import type { Answer } from '../approvals/ask'
import { lostQuestion } from '../approvals/lost-question'
import { assertNever } from '../shared/assert-never'
import { afterAnswer } from './after-answer'
import { afterChild } from './after-child'
import { afterMain, type MainEnded } from './after-main'
import type { AttemptOutcome, Decision, EndedChild, ItemRange, MapState, StepState } from './decisions'
import { countItems, firstOutside } from './map-items'
import type { EndedStepStatus } from './step-state'

/**
 * What changed, with what depends on it and nothing else: planning a step of a 10,000-item map reads two rows, not 10,000.
 * Applying a decision that ends a step makes the next change (`step_ended`), until nothing follows.
 */
export type Neighbourhood =
  | {
      readonly change: 'attempt_ended'
      readonly step: StepState
      readonly spec: StepSpec
      readonly outcome: AttemptOutcome
      readonly cancelRequested: boolean
      /** Of an item: another has failed, and one is enough for its step. It is not tried again, and waits for nothing. */
      readonly isGivenUp?: boolean
      /** In [0, 1), for the jitter of a retry. */
      readonly random: number
    }
  | { readonly change: 'timer_due'; readonly step: StepState }
  /** The question that the step waited for is open no more. */
  | { readonly change: 'answered'; readonly step: StepState; readonly answer: Answer }
  /** The run that the step waited for is over; null: it is not there any more. */
  | { readonly change: 'child_ended'; readonly step: StepState; readonly child: EndedChild | null }
  /** A top-level step ended: these need it. */
  | { readonly change: 'step_ended'; readonly step: StepState; readonly dependants: readonly Dependant[]; readonly cancelRequested: boolean }
  | MainEnded
  /** An item ended: `parent` is its mapped step, before the item is counted. */
  | {
      readonly change: 'item_ended'
      readonly step: StepState
      readonly parent: StepState
      readonly spec: StepSpec
      readonly cancelRequested: boolean
      /** When it is the first that failed, and one is enough for the step: the items that were begun and that no worker holds. */
      readonly idle?: readonly StepState[]
      /** The next item to begin: `parent.map.next`, or the first behind it that no earlier run has done; null when there is none. */
      readonly next: number | null
    }

export interface Dependant {
  readonly step: StepState
  readonly need: Need
}

/** A step whose attempts keep dying with their workers is given up after this many, whatever its retry policy says. */
export const MAX_LOST_ATTEMPTS = 25

/** Everything that follows at once from one change. Pure: the same neighbourhood gives the same decisions. */
export function planNext(near: Neighbourhood, now: number): readonly Decision[] {
  switch (near.change) {
    case 'attempt_ended':
      return afterAttempt(near, now)
    case 'timer_due':
      return [endStep(near.step, 'succeeded')]
    case 'answered':
      return [afterAnswer(near.step, near.answer, now)]
    case 'child_ended':
      return [afterChild(near.step, near.child)]
    case 'step_ended':
      return near.cancelRequested ? [] : near.dependants.map((dependant) => afterNeed(near.step, dependant, now))
    case 'main_ended':
      return afterMain(near, now)
    case 'item_ended':
      return afterItem(near)
    default:
      return assertNever(near)
  }
}

function endStep(step: StepState, status: EndedStepStatus, extra: { error?: ErrorInfo; skipReason?: SkipReason } = {}): Decision {
  return { do: 'end_step', step, status, skipReason: extra.skipReason ?? null, error: extra.error ?? null }
}

type AttemptEnded = Extract<Neighbourhood, { change: 'attempt_ended' }>
type OutcomeOf<Kind extends AttemptOutcome['kind']> = Extract<AttemptOutcome, { kind: Kind }>

function afterAttempt(near: AttemptEnded, now: number): readonly Decision[] {
  const { step, spec, outcome } = near
  if (outcome.kind === 'expanded') return afterList(near, outcome)
  const decision = afterOutcome(near, outcome, now)
  // Of a mapped step's list some items may be stored already when reading it comes to nothing.
  const leavesItems = spec.map !== null && step.itemIndex === null && decision.do === 'end_step'
  return leavesItems ? [{ do: 'drop_items', parent: step }, decision] : [decision]
}

function afterOutcome(near: AttemptEnded, outcome: Exclude<AttemptOutcome, { kind: 'expanded' }>, now: number): Decision {
  const { step } = near
  // A success that was already on its way when the cancel came stands: its effects are done.
  if (outcome.kind === 'succeeded') return endStep(step, 'succeeded')
  if (near.cancelRequested) return endStep(step, 'cancelled')
  const decision = afterUncancelled(near, outcome, now)
  return near.isGivenUp === true && decision.do !== 'end_step' ? endStep(step, 'cancelled') : decision
}

function afterUncancelled(near: AttemptEnded, outcome: Exclude<AttemptOutcome, { kind: 'expanded' | 'succeeded' }>, now: number): Decision {
  const { step, spec } = near
  switch (outcome.kind) {
    case 'cancelled':
      return endStep(step, 'cancelled')
    case 'skipped':
      return endStep(step, 'skipped', { skipReason: 'condition' })
    case 'waiting':
      return { do: 'wait_until', step, until: outcome.until }
    case 'asked':
      return { do: 'ask', step, purpose: 'step', ask: outcome.ask }
    case 'child':
      return outcome.ended === null ? { do: 'wait_for_child', step } : afterChild(step, outcome.ended)
    case 'failed':
      return afterFailure(near, outcome, now)
    case 'lost':
      return afterLoss(step, spec, now)
    default:
      return assertNever(outcome)
  }
}

function afterList({ step, spec, cancelRequested }: AttemptEnded, { total, reused }: OutcomeOf<'expanded'>): readonly Decision[] {
  return cancelRequested ? [{ do: 'drop_items', parent: step }, endStep(step, 'cancelled')] : openMap(step, spec, total, reused)
}

function afterFailure({ step, spec, random }: AttemptEnded, failure: OutcomeOf<'failed'>, now: number): Decision {
  // Attempts that died with their worker are not the step's fault and do not use up its tries.
  const tries = step.attempt - step.lostAttempts
  if (!failure.retryable || tries >= spec.retry.attempts) return endStep(step, 'failed', { error: failure.error })
  const at = now + backoffMs(spec.retry, tries, random, failure.retryAfterMs)
  return { do: 'start_attempt', step, number: step.attempt + 1, at, error: failure.error, lost: false }
}

function afterLoss(step: StepState, spec: StepSpec, now: number): Decision {
  const lost = step.lostAttempts + 1
  const error: ErrorInfo = {
    code: 'worker_lost',
    message: `The worker stopped during attempt ${step.attempt} of step "${step.stepId}", before its outcome was recorded.`,
  }
  // To read a mapped step's list again harms nobody.
  const readsList = spec.map !== null && step.itemIndex === null
  if (spec.onLost === 'ask' && !readsList) return { do: 'ask', step, purpose: 'on_lost', ask: lostQuestion(step) }
  if (spec.onLost === 'fail')
    return endStep(step, 'failed', { error: { ...error, message: `${error.message} Its effect may have happened, so it is not tried again (on_lost: fail).` } })
  if (lost >= MAX_LOST_ATTEMPTS)
    return endStep(step, 'failed', { error: { ...error, message: `${error.message} That was loss number ${lost}; it is not tried again.` } })
  return { do: 'start_attempt', step, number: step.attempt + 1, at: now, error, lost: true }
}

function afterNeed(ended: StepState, { step, need }: Dependant, now: number): Decision {
  const remainingNeeds = step.remainingNeeds - 1
  const met = isNeedMet(ended, need)
  const unmetNeeds = step.unmetNeeds + (met ? 0 : 1)
  const failedNeeds = step.failedNeeds + (!met && isFailure(ended) ? 1 : 0)
  if (remainingNeeds > 0) return { do: 'count_need', step, remainingNeeds, unmetNeeds, failedNeeds }
  if (unmetNeeds > 0) return endStep(step, 'skipped', { skipReason: failedNeeds > 0 ? 'upstream' : 'not_needed' })
  return { do: 'start_attempt', step, number: step.attempt + 1, at: now, error: null, lost: false }
}

/**
 * A skipped step satisfies whoever needs it, except one that was skipped because something failed before it: that is
 * passed on, unless `skipped` is asked for alone or with `failed`.
 */
export function isNeedMet(ended: StepState, need: Need): boolean {
  switch (ended.status) {
    case 'succeeded':
    case 'failed':
      return need.on.includes(ended.status)
    case 'skipped':
      return need.on.includes('skipped') && (ended.skipReason !== 'upstream' || need.on.includes('failed') || !need.on.includes('succeeded'))
    default:
      return false
  }
}

const isFailure = (ended: StepState): boolean => ended.status === 'failed' || ended.skipReason === 'upstream'

function openMap(step: StepState, spec: StepSpec, total: number, reused: readonly ItemRange[]): readonly Decision[] {
  const done = countItems(reused)
  const map: MapState = { total, next: total, open: 0, done, failed: 0, reused: done }
  const told = done > 0 && { reused }
  if (done === total) return [{ do: 'update_map', step, map, ...told }, endStep({ ...step, map }, 'succeeded')]
  const first = firstOutside(reused, total, Math.min(total - done, spec.map?.maxParallel ?? total))
  return [
    { do: 'update_map', step, map: { ...map, next: first.reduce((next, index) => Math.max(next, index + 1), 0), open: first.length }, ...told },
    ...first.map((index): Decision => ({ do: 'start_item', parent: step, index })),
  ]
}

function afterItem(near: Extract<Neighbourhood, { change: 'item_ended' }>): readonly Decision[] {
  const { step: item, parent, spec, cancelRequested, idle = [], next } = near
  const before = parent.map
  if (before === null) return []
  const failed = before.failed + (item.status === 'failed' ? 1 : 0)
  const map: MapState = { ...before, open: before.open - 1, done: before.done + (item.status === 'cancelled' ? 0 : 1), failed }
  const stopping = cancelRequested || (failed > 0 && spec.map?.onItemError !== 'continue')
  if (!stopping && next !== null && next < map.total) {
    return [
      { do: 'update_map', step: parent, map: { ...map, next: next + 1, open: map.open + 1 } },
      { do: 'start_item', parent, index: next },
    ]
  }
  const update: Decision = { do: 'update_map', step: parent, map }
  const ended: StepState = { ...parent, map }
  // The end of the last of them ends the step.
  if (map.open > 0) return [update, ...idle.map((each) => endStep(each, 'cancelled'))]
  if (!stopping) return [update, endStep(ended, 'succeeded')]
  const drop: Decision = { do: 'drop_items', parent }
  if (cancelRequested) return [update, drop, endStep(ended, 'cancelled')]
  const notDone = map.total - map.done
  const error: ErrorInfo = {
    code: 'items_failed',
    message: `${failed} of ${map.total} items of step "${parent.stepId}" failed; ${notDone} were not done.`,
    details: { failed, total: map.total, notDone },
  }
  return [update, drop, endStep(ended, 'failed', { error })]
}
