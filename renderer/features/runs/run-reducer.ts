import type { RunEvent } from '../../../engine/contract/events'
import type { RunDetail } from '../../../engine/contract/run'
import type { MapProgress, StepRun, StepRunWithAttempts, StepStatus } from '../../../engine/contract/step'
import { afterStepEvent } from './attempt-history'
import { itemStatus, noItemStatuses, withItemChanges, withItemsRead, type ItemChange } from './item-statuses'
import { isOwnStep, isRunOver, isStepOver, type RunView, type StepView } from './run-view'
import { addUsage } from './usage'

type StepChanged = Extract<RunEvent, { type: 'step.changed' }>
type UsageRecorded = Extract<RunEvent, { type: 'usage.recorded' }>

/** What can happen to the view: it is read, it hears from the run, or rows of a mapped step are read. */
export type RunAction =
  | { readonly type: 'read'; readonly detail: RunDetail }
  | { readonly type: 'events'; readonly events: readonly RunEvent[] }
  | { readonly type: 'items'; readonly stepId: string; readonly rows: readonly StepRun[] }

/** Pure. `null` is a run that has not been read yet: it hears nothing. */
export function reduceRun(view: RunView | null, action: RunAction): RunView | null {
  switch (action.type) {
    case 'read':
      return fromDetail(action.detail, view)
    case 'events':
      return view === null ? null : afterEvents(view, action.events)
    case 'items':
      return view === null ? null : afterItemsRead(view, action.stepId, action.rows)
  }
}

/** A snapshot that is older than what was heard since it was asked for would turn time back: it only brings what events lack. */
function fromDetail(detail: RunDetail, before: RunView | null): RunView {
  const { steps, ...run } = detail
  if (before !== null && before.run.id === run.id && before.readAgain !== 'gap' && before.lastSeq > run.lastSeq) return before
  const onFailure = new Set(detail.graph.steps.filter((step) => step.onFailure).map(({ id }) => id))
  const heard = before !== null && before.run.id === run.id && before.readAgain !== 'gap' ? before.steps : null
  return {
    run,
    steps: new Map(steps.map((step) => [step.stepId, stepFromRow(step, onFailure.has(step.stepId), heard?.get(step.stepId) ?? null)])),
    lastSeq: run.lastSeq,
    readAgain: null,
  }
}

function stepFromRow(row: StepRunWithAttempts, onFailure: boolean, heard: StepView | null): StepView {
  const items = row.map === null ? null : heard?.items?.codes.length === row.map.total ? heard.items : noItemStatuses(row.map.total)
  return { ...row, onFailure, items, refused: heard?.refused ?? 0, waitingSince: row.status === 'waiting' ? (heard?.waitingSince ?? lastEnd(row)) : null }
}

const lastEnd = (row: StepRunWithAttempts): number | null => row.attempts.at(-1)?.finishedAt ?? row.startedAt

function afterEvents(view: RunView, events: readonly RunEvent[]): RunView {
  const fresh = events.filter(({ seq }) => seq > view.lastSeq)
  const gap = fresh.findIndex(({ seq }, index) => seq !== view.lastSeq + 1 + index)
  const usable = gap === -1 ? fresh : fresh.slice(0, gap)
  if (fresh.length === 0) return view
  const steps = afterStepEvents(view.steps, usable)
  const paused = usable.some(({ type }) => type === 'run.paused')
  const run = { ...usable.reduce(afterRunEvent, view.run), ...(paused && { stillAtWork: countAtWork(steps) }) }
  // Steps of a run that waits for its group do not move.
  const counted = steps === view.steps ? run : { ...run, ...countSteps(steps), waitsForGroup: null }
  const ended = isRunOver(counted.status) && !isRunOver(view.run.status)
  return { run: counted, steps, lastSeq: view.lastSeq + usable.length, readAgain: gap !== -1 ? 'gap' : ended ? 'ended' : view.readAgain }
}

function afterRunEvent(run: RunView['run'], event: RunEvent): RunView['run'] {
  if (event.type === 'run.cancel_requested') return { ...run, cancelRequestedAt: event.at }
  if (event.type === 'run.paused') return { ...run, pausedAt: event.at }
  if (event.type === 'run.resumed') return { ...run, pausedAt: null, stillAtWork: 0 }
  if (event.type === 'usage.recorded') return { ...run, usage: addUsage(run.usage, event.usage) }
  if (event.type !== 'run.changed') return run
  const { status, error, at } = event
  const startedAt = run.startedAt ?? (status === 'queued' ? null : at)
  return { ...run, status, error, startedAt, finishedAt: isRunOver(status) ? at : null, pausedAt: isRunOver(status) ? null : run.pausedAt }
}

/** Item events are gathered first, so that each mapped step's bytes are copied once a batch. */
function afterStepEvents(before: ReadonlyMap<string, StepView>, events: readonly RunEvent[]): ReadonlyMap<string, StepView> {
  const steps = new Map(before)
  const items = new Map<string, StepChanged[]>()
  let changed = false
  for (const event of events) {
    if (!('stepId' in event)) continue
    // What is asked is shown from its own list; that the step waits, the step says.
    if (event.type === 'approval.asked' || event.type === 'approval.answered') continue
    const step = steps.get(event.stepId)
    if (step === undefined) continue
    changed = true
    if (event.type === 'result.refused') steps.set(event.stepId, { ...step, refused: step.refused + 1 })
    else if (event.type === 'usage.recorded') steps.set(event.stepId, withUsage(step, event))
    else if (event.itemIndex === null) steps.set(event.stepId, afterStepEvent(step, event))
    else group(items, event.stepId).push(event)
  }
  for (const [stepId, heard] of items) {
    const step = steps.get(stepId)
    if (step !== undefined) steps.set(stepId, afterItemEvents(step, heard))
  }
  return changed ? steps : before
}

/** An item's attempts are not the step's: of those only the sum is the step's too. */
function withUsage(step: StepView, { itemIndex, attempt, usage }: UsageRecorded): StepView {
  const attempts =
    itemIndex === null ? step.attempts.map((one) => (one.number === attempt ? { ...one, usage: addUsage(one.usage, usage) } : one)) : step.attempts
  return { ...step, attempts, usage: addUsage(step.usage, usage) }
}

function group<T>(groups: Map<string, T[]>, key: string): T[] {
  const members = groups.get(key) ?? []
  groups.set(key, members)
  return members
}

function afterItemEvents(step: StepView, events: readonly StepChanged[]): StepView {
  const changes = events.flatMap(({ itemIndex, status }): ItemChange[] => (itemIndex === null ? [] : [{ index: itemIndex, status }]))
  return {
    ...step,
    map: step.map === null ? null : countItems(step, step.map, events),
    items: step.items === null ? null : withItemChanges(step.items, changes),
  }
}

/**
 * Items are begun in the order of the list, and each ends once: how many were begun follows from the last one heard of, whatever
 * came before. One that was never begun (attempt 0) only ends with its step.
 */
function countItems(step: StepView, map: MapProgress, events: readonly StepChanged[]): MapProgress {
  const alive = events.filter(({ attempt }) => attempt > 0)
  const ended = alive.filter(({ status }) => isStepOver(status))
  if (map.reused > 0) return countAmongReused(step, map, alive)
  const begun = alive.reduce((count, { itemIndex }) => Math.max(count, (itemIndex ?? -1) + 1), map.done + map.running)
  const done = Math.min(map.total, map.done + ended.filter(({ status }) => status !== 'cancelled').length)
  const failed = map.failed + ended.filter(({ status }) => status === 'failed').length
  return { total: map.total, done, failed, running: isStepOver(step.status) ? 0 : Math.max(0, begun - map.done - ended.length), reused: 0 }
}

/** Where an earlier run has done some, the last place that was begun does not tell how many were: they are counted one by one. */
function countAmongReused(step: StepView, map: MapProgress, alive: readonly StepChanged[]): MapProgress {
  const ended = alive.filter(({ status }) => isStepOver(status))
  const newest = new Map(alive.map((event) => [event.itemIndex ?? -1, event]))
  const begun = [...newest.keys()].filter((index) => !BEGUN.has(step.items === null ? null : itemStatus(step.items, index))).length
  return {
    ...map,
    done: Math.min(map.total, map.done + ended.filter(({ status }) => status !== 'cancelled').length),
    failed: map.failed + ended.filter(({ status }) => status === 'failed').length,
    running: isStepOver(step.status) ? 0 : Math.max(0, map.running + begun - ended.length),
  }
}

const BEGUN: ReadonlySet<StepStatus | null> = new Set(['ready', 'running', 'waiting'])

/** As far as events tell, until the engine has been asked: of items they do not tell who waits and who works. */
const countAtWork = (steps: ReadonlyMap<string, StepView>): number =>
  [...steps.values()].filter(({ status }) => status === 'running').reduce((sum, { map }) => sum + (map === null ? 1 : map.running), 0)

function countSteps(steps: ReadonlyMap<string, StepView>): { stepsDone: number; stepsFailed: number } {
  const all = [...steps.values()]
  return { stepsDone: all.filter((step) => isOwnStep(step) && isStepOver(step.status)).length, stepsFailed: all.filter(({ status }) => status === 'failed').length }
}

function afterItemsRead(view: RunView, stepId: string, rows: readonly StepRun[]): RunView {
  const step = view.steps.get(stepId)
  if (step?.items == null) return view
  return { ...view, steps: new Map(view.steps).set(stepId, { ...step, items: withItemsRead(step.items, rows) }) }
}
