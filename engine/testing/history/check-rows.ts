import type { ErrorInfo } from '../../contract/errors'
import { isStepActive, isStepOver } from '../../core/runs/step-state'
import { HELD_UNTIL } from '../../core/runs/held'
import { isRunOver } from '../../core/runs/run-state'
import type { RunPlan } from '../../core/runs/run-plan'
import type { Need } from '../../core/pipelines/spec'
import type { AttemptRecord, StepRunRecord } from '../../ports/records'
import { groupBy } from '../../core/shared/group-by'
import { placeOf, topLevel, type RunRows } from './rows'
import { replayHistory, type Replayed, type ReplayedQuestion } from './replay-history'

/** Something that must never be: the number of the invariant (docs/reliability.md), and a sentence. */
export interface Violation {
  readonly invariant: string
  readonly what: string
  /** Times were compared: it says nothing when the clock jumped. */
  readonly byClock?: true
}

export const violating = (invariant: string, sentences: readonly string[]): readonly Violation[] => sentences.map((what) => ({ invariant, what }))

export const violatingByClock = (invariant: string, sentences: readonly string[]): readonly Violation[] =>
  sentences.map((what) => ({ invariant, what, byClock: true }))

/** Every way in which a run's rows contradict each other, its history or its plan; empty when all is well. `replayed` is what its history says. */
export function checkRows(rows: RunRows, plan: Pick<RunPlan, 'steps' | 'onFailure'>, replayed: Replayed = replayHistory(rows.events)): readonly Violation[] {
  const steps = topLevel(rows)
  const attempts = groupBy(rows.attempts, ({ stepRunId }) => stepRunId)
  const items = steps.length === rows.steps.length ? NO_ITEMS : groupBy(rows.steps, ({ parentId }) => parentId)
  const found: Violation[] = []
  const tell = (invariant: string, sentences: readonly string[], violations = violating) => {
    if (sentences.length > 0) found.push(...violations(invariant, sentences))
  }
  tell('I1', checkOwners(rows, attempts, items))
  tell('I1', checkHeld(rows))
  tell('I2', replayed.wrong)
  tell('I2', replayed.older, violatingByClock)
  tell('I3', checkAttempts(rows, attempts))
  tell('I6', checkHistory(rows, steps, replayed))
  tell('I16', checkApprovals(rows, replayed))
  tell('I16', checkAnswerTimes(rows), violatingByClock)
  tell('I9', checkNeeds(steps, plan))
  tell('I9', checkOnFailure(steps, plan))
  tell('I19', checkCounters(rows.run, steps, plan))
  tell('I19', checkMaps(items, steps, plan))
  tell('I22', checkFailures(rows))
  return found
}

/** Of one run, without the items of mapped ones. */
type Steps = readonly StepRunRecord[]

/** By the ids of their steps. */
type AttemptsOf = ReadonlyMap<string, readonly AttemptRecord[]>

/** By the ids of their mapped steps; those of the run itself by null. */
type ItemsOf = ReadonlyMap<string | null, Steps>

const NO_ITEMS: ItemsOf = new Map()

/** Attempts follow each other: all but the newest came to nothing, and the newest came to what its step did. */
function checkAttempts(rows: RunRows, attempts: AttemptsOf): readonly string[] {
  const wrong: string[] = []
  for (const step of rows.steps) {
    const own = inOrder(attempts.get(step.id) ?? [])
    if (own.length !== step.attempt || own.some(({ number }, index) => number !== index + 1))
      wrong.push(`${placeOf(step)} is at attempt ${step.attempt}; its attempts are ${own.map(({ number }) => number).join(', ')}`)
    const newest = own.at(-1)
    for (const each of own)
      if (each !== newest && each.status !== 'failed' && each.status !== 'lost')
        wrong.push(`${placeOf(step)}, attempt ${each.number}, is ${each.status}, though another followed`)
    if (step.status === 'succeeded' && step.map === null && newest?.status !== 'succeeded' && step.reusedFrom === null)
      wrong.push(`${placeOf(step)} succeeded; its newest attempt is ${newest?.status ?? 'absent'}`)
  }
  return wrong
}

const inOrder = (attempts: readonly AttemptRecord[]): readonly AttemptRecord[] =>
  attempts.every(({ number }, index) => number === index + 1) ? attempts : attempts.toSorted((a, b) => a.number - b.number)

/** The history rebuilds the rows exactly. */
function checkHistory(rows: RunRows, topSteps: Steps, replayed: Replayed): readonly string[] {
  const wrong: string[] = []
  const compare = (step: StepRunRecord | null, what: string, row: unknown, history: unknown) => {
    if (row !== history && JSON.stringify(row) !== JSON.stringify(history))
      wrong.push(`${step === null ? 'run' : placeOf(step)}: ${what} is ${JSON.stringify(row)}, by its history ${JSON.stringify(history)}`)
  }
  const { run } = rows
  compare(null, 'status', run.status, replayed.status)
  compare(null, 'finished_at', run.finishedAt, replayed.finishedAt)
  compare(null, 'cancel_requested_at', run.cancelRequestedAt, replayed.cancelRequestedAt)
  compare(null, 'paused_at', run.pausedAt, replayed.pausedAt)
  compare(null, 'last_seq', run.lastSeq, rows.events.length)
  if (isRunOver(run.status)) compare(null, 'error', run.error, replayed.error)
  const isLeftOut = ({ parentId }: StepRunRecord) =>
    run.cancelRequestedAt !== null || isStepOver(topSteps.find(({ id }) => id === parentId)?.status ?? 'pending')
  for (const step of rows.steps) {
    const told = replayed.steps.get(step.id)
    const taken = step.parentId !== null && isAmong(step.itemIndex, replayed.steps.get(step.parentId)?.reusedItems ?? [])
    // Items that were never begun have no events.
    const untold = step.itemIndex === null ? 'pending' : taken ? 'succeeded' : isLeftOut(step) ? 'cancelled' : 'pending'
    compare(step, 'status', step.status, told?.status ?? untold)
    if (step.itemIndex === null || told !== undefined) compare(step, 'reused_from', step.reusedFrom, told?.reusedFrom ?? null)
    if (taken && step.reusedFrom === null) wrong.push(`${placeOf(step)} was taken over, and the row does not say from where`)
    compare(step, 'attempt', step.attempt, told?.attempt ?? 0)
    compare(step, 'skip_reason', step.skipReason, told?.skipReason ?? null)
    if (told !== undefined) compare(step, 'finished_at', step.finishedAt, told.finishedAt)
    if (told !== undefined && isStepOver(step.status) && step.status !== 'cancelled') compare(step, 'error', step.error, told.error)
  }
  return wrong
}

/** Every question has one answer at most, its history says the same, and while it is open its step waits for it. */
function checkApprovals(rows: RunRows, { questions }: Replayed): readonly string[] {
  const waiting = rows.steps.filter(({ status, waitingReason }) => status === 'waiting' && waitingReason === 'approval')
  if (rows.approvals.length === 0 && questions.size === 0 && waiting.length === 0) return []
  const wrong = rows.approvals.flatMap(({ id, stepRunId, attempt, question, status, answeredBy, answeredAt }) => {
    const row = { stepRunId, attempt, question, status, by: answeredBy, answeredAt }
    const told = questions.get(id)
    return told !== undefined && isSameQuestion(row, told)
      ? []
      : [`the question ${id} is ${JSON.stringify(row)}, by its history ${JSON.stringify(told ?? null)}`]
  })
  const open = new Map(rows.approvals.filter(({ status }) => status === 'open').map((approval) => [approval.stepRunId, approval]))
  return [
    ...wrong,
    ...(questions.size === rows.approvals.length ? [] : [`the history tells of ${questions.size} questions; there are ${rows.approvals.length}`]),
    ...waiting.filter((step) => open.get(step.id)?.attempt !== step.attempt).map((step) => `${placeOf(step)} waits for an answer, and nobody is asked`),
    ...(open.size === waiting.length ? [] : [`${open.size} questions are open, and ${waiting.length} steps wait for an answer`]),
  ]
}

const isSameQuestion = (one: ReplayedQuestion, other: ReplayedQuestion): boolean =>
  one.stepRunId === other.stepRunId &&
  one.attempt === other.attempt &&
  one.question === other.question &&
  one.status === other.status &&
  one.by === other.by &&
  one.answeredAt === other.answeredAt

/** Whoever answered did so after it was asked, and before it expired. */
const checkAnswerTimes = ({ approvals }: RunRows): readonly string[] =>
  approvals.flatMap(({ askedAt, answeredAt, answeredBy, expiresAt }) =>
    answeredBy !== null && answeredAt !== null && (answeredAt < askedAt || (expiresAt !== null && answeredAt >= expiresAt))
      ? ['a question was answered before it was asked, or after it expired']
      : [],
  )

const isAmong = (index: number | null, ranges: readonly (readonly [number, number])[]): boolean =>
  index !== null && ranges.some(([first, last]) => first <= index && index <= last)

function checkCounters(run: RunRows['run'], steps: Steps, plan: Pick<RunPlan, 'onFailure'>): readonly string[] {
  const recount = { total: steps.length, open: 0, active: 0, failed: 0, onFailure: 0 }
  for (const { status, stepId } of steps) {
    if (isStepActive(status)) recount.active += 1
    if (status === 'failed') recount.failed += 1
    if (isStepOver(status)) continue
    recount.open += 1
    if (plan.onFailure.has(stepId)) recount.onFailure += 1
  }
  const { stepsTotal: total, stepsOpen: open, stepsActive: active, stepsFailed: failed, onFailureOpen: onFailure } = run
  const kept = { total, open, active, failed, onFailure }
  const agree = total === recount.total && open === recount.open && active === recount.active && failed === recount.failed && onFailure === recount.onFailure
  return agree ? [] : [`the run counts ${JSON.stringify(kept)}; its steps are ${JSON.stringify(recount)}`]
}

function checkMaps(itemsOf: ItemsOf, steps: Steps, plan: Pick<RunPlan, 'steps' | 'onFailure'>): readonly string[] {
  return steps.flatMap((step) => {
    // One that was taken over whole has its items where they were made.
    if (step.map === null || step.reusedFrom !== null) return []
    const items = itemsOf.get(step.id) ?? []
    const begun = items.filter(({ attempt }) => attempt > 0)
    const taken = items.filter(({ attempt, status }) => attempt === 0 && status === 'succeeded')
    const { next } = step.map
    const atWork = begun.filter(({ status }) => !isStepOver(status)).length
    const wrong: string[] = []
    const expect = (what: string, kept: number, recount: number) => {
      if (kept !== recount) wrong.push(`${step.stepId}: ${what} is ${kept}, counted ${recount}`)
    }
    expect('map.total', step.map.total, items.length)
    expect('map.next', next, begun.length + taken.filter(({ itemIndex }) => (itemIndex ?? 0) < next).length)
    expect('map.reused', step.map.reused, taken.length)
    expect('map.open', step.map.open, atWork)
    expect('map.failed', step.map.failed, items.filter(({ status }) => status === 'failed').length)
    // What was cancelled is not counted as done.
    expect('map.done', step.map.done, begun.filter(({ status }) => isStepOver(status) && status !== 'cancelled').length + taken.length)
    const most = plan.steps.get(step.stepId)?.map?.maxParallel ?? 0
    if (atWork > most) wrong.push(`${step.stepId}: ${atWork} items are at work, more than ${most}`)
    if (isStepOver(step.status) && items.some(({ status }) => !isStepOver(status))) wrong.push(`${step.stepId} has ended, though some of its items have not`)
    return wrong
  })
}

/** Whatever was begun had what it needs, ended as it asks. */
function checkNeeds(steps: Steps, plan: Pick<RunPlan, 'steps' | 'onFailure'>): readonly string[] {
  const byId = new Map<string, StepRunRecord>()
  for (const step of steps) byId.set(step.stepId, step)
  const wrong: string[] = []
  for (const { stepId, attempt } of steps) {
    if (attempt === 0) continue
    for (const need of plan.steps.get(stepId)?.needs ?? []) {
      const needed = byId.get(need.step)
      if (needed === undefined || !accepts(need, needed))
        wrong.push(`${stepId} was begun, though ${need.step} is ${needed?.status ?? 'absent'} and it asks for ${need.on.join(' or ')}`)
    }
  }
  return wrong
}

/** What is there for a failure begins after everything else, and only after a failure. */
function checkOnFailure(steps: Steps, { onFailure }: Pick<RunPlan, 'onFailure'>): readonly string[] {
  if (onFailure.size === 0) return []
  const main = steps.filter(({ stepId }) => !onFailure.has(stepId))
  const open = main.find(({ status }) => !isStepOver(status))
  const failed = main.some(({ status }) => status === 'failed')
  return steps.flatMap(({ stepId, attempt, skipReason }) => {
    if (!onFailure.has(stepId)) return []
    if (attempt > 0 && open !== undefined) return [`${stepId} was begun while ${open.stepId} was ${open.status}`]
    if (attempt > 0 && !failed) return [`${stepId} was begun, though nothing had failed`]
    return skipReason === 'not_needed' && attempt === 0 && open !== undefined ? [`${stepId} was left out while ${open.stepId} was ${open.status}`] : []
  })
}

/** Says once more, in other words than the planner, when a need is satisfied. */
function accepts({ on }: Need, { status, skipReason }: StepRunRecord): boolean {
  if (status === 'succeeded' || status === 'failed') return on.includes(status)
  if (status !== 'skipped' || !on.includes('skipped')) return false
  const wantsSuccess = on.includes('succeeded') && !on.includes('failed')
  return skipReason === 'upstream' ? !wantsSuccess : true
}

/** Everything that has not ended has somebody or something that will take it further. */
function checkOwners(rows: RunRows, attempts: AttemptsOf, items: ItemsOf): readonly string[] {
  const wrong: string[] = []
  for (const step of rows.steps) {
    const open = openOf(attempts.get(step.id) ?? [])
    const expected = ownerOf(step, items)
    if (open !== expected) wrong.push(`${placeOf(step)} is ${step.status}; its open attempts are ${open}, not ${expected}`)
  }
  return wrong
}

function openOf(attempts: readonly AttemptRecord[]): string {
  let open = 'none'
  for (const { status } of attempts) if (status === 'queued' || status === 'running') open = open === 'none' ? status : `${open} and ${status}`
  return open
}

/** What is queued of a paused run is held, and of no other. */
function checkHeld({ run, attempts }: RunRows): readonly string[] {
  const paused = run.pausedAt !== null
  return attempts
    .filter(({ status, availableAt }) => status === 'queued' && (availableAt === HELD_UNTIL) !== paused)
    .map(({ stepRunId, number, availableAt }) => `attempt ${number} of ${stepRunId} is due at ${availableAt}, though the run is ${paused ? '' : 'not '}paused`)
}

function ownerOf(step: StepRunRecord, items: ItemsOf): string {
  switch (step.status) {
    case 'ready':
      return 'queued'
    case 'running':
      return step.map === null ? 'running' : items.get(step.id)?.some(({ status }) => !isStepOver(status)) === true ? 'none' : 'an item'
    case 'waiting':
      if (step.waitingReason === 'approval' || step.waitingReason === 'child') return 'none'
      return step.waitingReason === 'timer' && step.wakeAt !== null ? 'none' : 'queued'
    default:
      return 'none'
  }
}

/** Every failure says what it is, in a code and a sentence. */
function checkFailures(rows: RunRows): readonly string[] {
  const wrong: string[] = []
  const look = (step: StepRunRecord | null, error: ErrorInfo | null) => {
    const says = error !== null && error.code.length > 0 && error.message.trim().length > 0
    if (!says) wrong.push(`${step === null ? 'run' : placeOf(step)} failed without a code and a sentence: ${JSON.stringify(error)}`)
  }
  for (const step of rows.steps) if (step.status === 'failed') look(step, step.error)
  if (rows.run.status === 'failed') look(null, rows.run.error)
  return wrong
}
