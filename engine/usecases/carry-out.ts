import type { StepStatus, WaitingReason } from '../contract/step'
import type { Decision, StepState } from '../core/runs/decisions'
import { runErrorOf } from '../core/runs/failed-run'
import { HELD_UNTIL } from '../core/runs/held'
import type { Neighbourhood } from '../core/runs/plan-next'
import { OUTPUTS_STEP, type StepSpec } from '../core/pipelines/spec'
import { assertNever } from '../core/shared/assert-never'
import { NO_LANE } from '../ports/places'
import type { ApprovalRecord, StoredValue } from '../ports/records'
import type { NewAttempt } from '../ports/write-stores'
import { approvalIdOf } from './approval-id'
import { beginInLane, laneWait } from './lane-places'
import { itemEnded, mainEnded, stepEnded } from './neighbourhoods'
import { mustGo, type RunChange, stepEvent } from './run-change'

/** Read when its turn has come: two steps that end together may both be needed by a third, and each must count on what the other left. */
export type LaterChange = () => Promise<Neighbourhood | null>

/** Writes one decision of `planNext`; gives what may follow from it. */
export async function carryOut(change: RunChange, decision: Decision): Promise<LaterChange | null> {
  switch (decision.do) {
    case 'end_step':
      return endStep(change, decision)
    case 'start_attempt':
      return startAttempt(change, decision)
    case 'start_item':
      return startItem(change, decision.parent, decision.index)
    case 'wait_until':
      return waitUntil(change, decision)
    case 'ask':
      return ask(change, decision)
    case 'wait_for_child':
      return wait(change, decision.step, 'child', null)
    case 'count_need':
      await change.tx.steps.setNeeds(decision.step.id, { remaining: decision.remainingNeeds, unmet: decision.unmetNeeds, failed: decision.failedNeeds })
      return null
    case 'update_map': {
      await change.tx.steps.setMap(decision.step.id, decision.map)
      const reused = decision.reused ?? []
      if (reused.length > 0) await change.tx.steps.endTakenItems(decision.step.id, change.options.now)
      const opened = decision.step.map === null
      if (opened) await change.event({ ...stepEvent(decision.step, 'running'), items: decision.map.total, reusedItems: reused.length === 0 ? null : reused.map(([first, last]) => [first, last]) })
      return null
    }
    case 'drop_items':
      await change.tx.steps.dropItems(decision.parent.id, change.options.now)
      return null
    default:
      return assertNever(decision)
  }
}

async function endStep(change: RunChange, { step, status, skipReason, error }: Extract<Decision, { do: 'end_step' }>): Promise<LaterChange | null> {
  mustGo(step, status)
  const values = valuesOf(change, step, status)
  const ended = await change.tx.steps.end(step.id, { status, skipReason, error, at: change.options.now, ...values })
  if (!ended) return null
  await change.event({ ...stepEvent(step, status), skipReason, error, reusedFrom: values.reusedFrom })
  const now: StepState = { ...step, status, skipReason }
  if (status === 'failed' && change.plan.steps.get(step.stepId)?.uses === 'pipeline') await letChildGo(change, step.id)
  if (step.itemIndex !== null && status === 'cancelled' && change.run.cancelRequestedAt === null) await letItemGo(change, step)
  if (step.itemIndex !== null) return () => itemEnded(change, now)
  change.countActive(step.status, status)
  change.countEnd(step)
  if (status === 'failed') {
    change.run.stepsFailed += 1
    change.tellFailure(step.stepId, error?.message)
    change.run.error ??= runErrorOf(step.stepId, error)
  }
  if (step.stepId === OUTPUTS_STEP && values.output !== null) await change.tx.runs.setOutput(change.run.id, values.output)
  // Nothing but on_failure steps is left, and they need nothing of this one.
  const isMainOver = change.plan.onFailure.size > 0 && !change.plan.onFailure.has(step.stepId) && change.run.stepsOpen === change.run.onFailureOpen
  return isMainOver ? () => mainEnded(change) : () => stepEnded(change, now)
}

/** An item that waited for something is waited for no more: neither in a queue, nor by a person, nor by a run of its own. */
async function letItemGo(change: RunChange, { id, attempt }: StepState): Promise<void> {
  const { now } = change.options
  await change.tx.attempts.withdraw({ stepRunId: id, number: attempt }, now)
  for (const approval of await change.tx.approvals.withdrawOf(id, now)) await questionAnswered(change, approval)
  await letChildGo(change, id)
}

/** Nobody waits any more for the run that a step has started; one that is over is left as it is. */
async function letChildGo(change: RunChange, stepRunId: string): Promise<void> {
  const child = await change.tx.runs.childOf(stepRunId)
  if (child !== null) change.orphans.push(child.id)
}

async function startAttempt(change: RunChange, { step, number, at, error, lost }: Extract<Decision, { do: 'start_attempt' }>): Promise<null> {
  const { now, take } = change.options
  const spec = change.plan.steps.get(step.stepId)
  if (spec === undefined) return null
  const held = change.run.pausedAt !== null
  const due = at <= now
  const attempt = newAttempt(change, step, spec, { number, at: held ? HELD_UNTIL : at, due: due && !held })
  const wait = due ? held ? null : await laneWait(change.tx, attempt.lane, change.options) : ({ reason: 'retry', until: at } as const)
  const lease = wait === null && !held ? (take?.(attempt) ?? null) : null
  const status: StepStatus = wait !== null ? 'waiting' : lease === null ? 'ready' : 'running'
  mustGo(step, status)
  const changed = await change.tx.steps.change(step.id, {
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
    await change.tx.attempts.insert(attempt)
    if (!held) change.added.push({ queue: attempt.queue, at, priority: attempt.priority })
  } else {
    await change.tx.attempts.insertRunning(attempt, lease, now)
    beginInLane(change.tx, attempt.lane, change.options)
    await change.beginRun()
    change.taken.push({ ...attempt, versionId: change.run.versionId, stepId: step.stepId, itemIndex: step.itemIndex })
  }
  if (step.itemIndex === null) change.countActive(step.status, status)
  await change.event({ ...stepEvent(step, status), attempt: number, waiting: wait, error, lost })
  return null
}

function newAttempt(change: RunChange, step: StepState, spec: StepSpec, { number, at, due }: { readonly number: number; readonly at: number; readonly due: boolean }): NewAttempt {
  const { id: runId, pipelineId, priority } = change.run
  // To read a mapped step's list takes a place of nothing; its items do.
  const readsList = spec.map !== null && step.itemIndex === null
  const lane = readsList ? NO_LANE : (change.plan.lanes.get(step.stepId) ?? NO_LANE)
  return { stepRunId: step.id, number, runId, pipelineId, queue: change.options.plans.places.queueOf(spec.queue), lane, priority, availableAt: at, due }
}

async function startItem(change: RunChange, parent: StepState, index: number): Promise<null> {
  const item = await change.tx.steps.item(parent.id, index)
  if (item === null || item.status !== 'pending') return null
  return startAttempt(change, { do: 'start_attempt', step: item, number: 1, at: change.options.now, error: null, lost: false })
}

async function waitUntil(change: RunChange, { step, until }: Extract<Decision, { do: 'wait_until' }>): Promise<null> {
  await wait(change, step, 'timer', until)
  change.timers.push(until)
  return null
}

async function ask(change: RunChange, { step, purpose, ask }: Extract<Decision, { do: 'ask' }>): Promise<null> {
  const { now } = change.options
  const place = { stepRunId: step.id, stepId: step.stepId, itemIndex: step.itemIndex, attempt: step.attempt, purpose }
  const id = approvalIdOf(step.id, step.attempt)
  await wait(change, step, 'approval', ask.expiresAt, purpose === 'on_lost')
  await change.tx.approvals.insert({ ...ask, ...place, id, runId: change.run.id, askedAt: now, status: 'open', answeredBy: null, answeredAt: null, comment: '', answer: null })
  await change.event({ ...place, type: 'approval.asked', approvalId: id, question: ask.question, expiresAt: ask.expiresAt })
  if (ask.expiresAt !== null) change.timers.push(ask.expiresAt)
  change.tell({ type: 'approvals' })
  return null
}

/** Nothing is held meanwhile. `until` is when it ends by itself at the latest; null: never. `lost`: what became of its attempt. */
async function wait(change: RunChange, step: StepState, reason: WaitingReason, until: number | null, lost = false): Promise<null> {
  mustGo(step, 'waiting')
  const values = valuesOf(change, step, 'succeeded')
  await change.tx.steps.change(step.id, { status: 'waiting', waitingReason: reason, wakeAt: until, attempt: step.attempt, lostAttempts: step.lostAttempts, error: null, startedAt: null })
  if (values.output !== null) await change.tx.steps.setOutput(step.id, values.output)
  if (values.input !== null) await change.tx.steps.setInput(step.id, values.input)
  if (step.itemIndex === null) change.countActive(step.status, 'waiting')
  await change.event({ ...stepEvent(step, 'waiting'), waiting: { reason, until }, lost })
  return null
}

function valuesOf(change: RunChange, step: StepState, status: StepStatus): { input: StoredValue | null; output: StoredValue | null; reusedFrom: string | null } {
  if (status === 'succeeded' && step.itemIndex === null && step.map !== null) return { input: null, output: { kind: 'items', count: step.map.total, from: null }, reusedFrom: null }
  const values = change.values
  if (values === null || values.stepRunId !== step.id) return { input: null, output: null, reusedFrom: null }
  return {
    input: values.input.kind === 'none' ? null : values.input,
    output: status === 'succeeded' && values.output.kind !== 'none' ? values.output : null,
    reusedFrom: status === 'succeeded' ? (values.reusedFrom ?? null) : null,
  }
}

/** A question is open no more; `approval` is its row as it is now. */
export async function questionAnswered(change: RunChange, { id, stepRunId, stepId, itemIndex, attempt, status, answeredBy: by, comment }: ApprovalRecord): Promise<void> {
  if (status === 'open') return
  await change.event({ type: 'approval.answered', approvalId: id, stepRunId, stepId, itemIndex, attempt, status, by, comment })
  change.tell({ type: 'approvals' })
}
