import type { Attempt } from '../../engine/contract/attempt'
import type { RunEvent } from '../../engine/contract/events'
import type { LogLine } from '../../engine/contract/log'
import type { Run } from '../../engine/contract/run'
import type { StepRun, StepRunWithAttempts, StepStatus } from '../../engine/contract/step'
import { numberOf, sampleId, SPACES } from './sample-ids'
import { wordyLog, WORDY_RUN } from './sample-wordy-log'
import { endOf, failureOf, type PlannedItem, type PlannedStep, startOf } from './sample-plan'
import { usageOfTry, usageUpTo } from './sample-usage'

type StepChanged = Extract<RunEvent, { type: 'step.changed' }>

const PER_RUN = 4096

export const stepRunId = (run: Run, step: number): string => sampleId(SPACES.stepRun, numberOf(run.id) * PER_RUN + step)
export const itemRunId = (run: Run, step: number, item: number): string => sampleId(SPACES.item, (numberOf(run.id) * 128 + step) * PER_RUN + item)

/** How far a run has come: `at` is a moment, in ms after its start. Null start: it is queued. */
export interface Moment {
  readonly run: Run
  readonly plan: readonly PlannedStep[]
  readonly at: number
}

const started = ({ run }: Moment): number => run.startedAt ?? run.createdAt

function statusAt(planned: PlannedStep, { run, at }: Moment): StepStatus {
  const over = run.finishedAt !== null
  if (planned.skipped !== null) return over || at > 4000 ? 'skipped' : 'pending'
  if (at < startOf(planned)) return over ? (run.status === 'cancelled' ? 'cancelled' : 'skipped') : 'pending'
  if (at >= endOf(planned)) return failureOf(planned) === null ? 'succeeded' : 'failed'
  if (run.status === 'cancelled') return 'cancelled'
  if (planned.waits) return 'waiting'
  return planned.tries.some(({ start, end }) => start <= at && at < end) ? 'running' : 'waiting'
}

export function stepsAt(moment: Moment): StepRunWithAttempts[] {
  return moment.plan.map((planned, i) => stepAt(moment, planned, i))
}

function stepAt(moment: Moment, planned: PlannedStep, i: number): StepRunWithAttempts {
  const { run, at } = moment
  const zero = started(moment)
  const status = statusAt(planned, moment)
  const over = status === 'succeeded' || status === 'failed' || status === 'cancelled'
  const tries = planned.tries.filter(({ start }) => start <= at)
  const next = planned.tries.find(({ start }) => start > at)
  const begun = tries[0]
  return {
    id: stepRunId(run, i),
    runId: run.id,
    stepId: planned.step.id,
    itemIndex: null,
    kind: planned.step.uses,
    status,
    waiting:
      status !== 'waiting'
        ? null
        : planned.waits
          ? { reason: 'timer', until: zero + endOf(planned) }
          : { reason: 'retry', until: next === undefined ? null : zero + next.start },
    skipReason: status === 'skipped' ? (planned.skipped ?? 'upstream') : null,
    attempt: tries.length,
    startedAt: begun === undefined ? null : zero + begun.start,
    finishedAt: over && begun !== undefined ? zero + Math.min(at, endOf(planned)) : null,
    error: status === 'failed' ? failureOf(planned) : null,
    usage: usageUpTo(planned, at),
    reusedFrom: null,
    map: planned.step.mapped && begun !== undefined ? mapAt(planned.items, at) : null,
    attempts: tries.map((attempt, n): Attempt => {
      const ended = attempt.end <= at
      return {
        number: n + 1,
        status: !ended ? (run.status === 'cancelled' ? 'cancelled' : 'running') : attempt.error === null ? 'succeeded' : 'failed',
        queue: planned.step.queue,
        availableAt: zero + attempt.start - 12,
        startedAt: zero + attempt.start,
        finishedAt: ended ? zero + attempt.end : null,
        error: ended ? attempt.error : null,
        usage: ended ? usageOfTry(planned, n) : null,
      }
    }),
  }
}

const mapAt = (items: readonly PlannedItem[], at: number) => ({
  total: items.length,
  done: items.filter(({ end }) => end <= at).length,
  failed: items.filter(({ end, error }) => end <= at && error !== null).length,
  running: items.filter(({ start, end }) => start <= at && at < end).length,
  reused: 0,
})

const itemStatus = ({ start, end, error }: PlannedItem, at: number, cancelled: boolean): StepStatus =>
  end <= at ? (error === null ? 'succeeded' : 'failed') : cancelled ? 'cancelled' : start <= at ? 'running' : 'ready'

export function itemsAt(moment: Moment, stepId: string): StepRun[] {
  const step = moment.plan.findIndex((planned) => planned.step.id === stepId)
  const zero = started(moment)
  return (moment.plan[step]?.items ?? []).map((item) => {
    const status = itemStatus(item, moment.at, moment.run.status === 'cancelled')
    const begun = item.start <= moment.at
    return {
      id: itemRunId(moment.run, step, item.index),
      runId: moment.run.id,
      stepId,
      itemIndex: item.index,
      kind: moment.plan[step]?.step.uses ?? '',
      status,
      waiting: null,
      skipReason: null,
      attempt: begun ? 1 : 0,
      startedAt: begun ? zero + item.start : null,
      finishedAt: item.end <= moment.at ? zero + item.end : null,
      error: status === 'failed' ? item.error : null,
      map: null,
      reusedFrom: null,
    }
  })
}

/** Everything that happens in the run, from its first event to its last, in order; those after `at` are still to come. */
export function eventsOf({ run, plan }: Moment): readonly RunEvent[] {
  if (run.status === 'queued') return []
  const zero = run.startedAt ?? run.createdAt
  const until = run.status === 'cancelled' ? (run.finishedAt ?? zero) - zero : Number.POSITIVE_INFINITY
  type Draft = { readonly at: number; readonly make: (seq: number) => RunEvent }
  type Change = Pick<StepChanged, 'status' | 'attempt'> & Partial<Pick<StepChanged, 'waiting' | 'error' | 'items'>>
  const changed = (at: number, i: number, { step }: PlannedStep, item: PlannedItem | null, change: Change): Draft => ({
    at,
    make: (seq) => ({
      seq,
      at: zero + at,
      type: 'step.changed',
      stepRunId: item === null ? stepRunId(run, i) : itemRunId(run, i, item.index),
      stepId: step.id,
      itemIndex: item?.index ?? null,
      waiting: null,
      skipReason: null,
      error: null,
      items: null,
      lost: false,
      reusedFrom: null,
      reusedItems: null,
      ...change,
    }),
  })
  const drafts: Draft[] = [{ at: 0, make: (seq) => ({ seq, at: zero, type: 'run.changed', status: 'running', error: null }) }]
  plan.forEach((planned, i) => {
    if (planned.skipped !== null) return
    const items = planned.step.mapped ? planned.items.length : null
    planned.tries.forEach(({ start, end, error }, n) => {
      const next = planned.tries[n + 1]
      const attempt = n + 1
      drafts.push(
        changed(start, i, planned, null, {
          status: planned.waits ? 'waiting' : 'running',
          attempt,
          items: n === 0 ? items : null,
          waiting: planned.waits ? { reason: 'timer', until: zero + end } : null,
        }),
      )
      const usage = usageOfTry(planned, n)
      if (usage !== null)
        drafts.push({
          at: end,
          make: (seq) => ({
            seq,
            at: zero + end,
            type: 'usage.recorded',
            stepRunId: stepRunId(run, i),
            stepId: planned.step.id,
            itemIndex: null,
            attempt,
            model: 'fast-chat',
            usage,
          }),
        })
      if (next === undefined) drafts.push(changed(end, i, planned, null, { status: error === null ? 'succeeded' : 'failed', attempt, error }))
      else
        drafts.push(changed(end, i, planned, null, { status: 'waiting', attempt: attempt + 1, error, waiting: { reason: 'retry', until: zero + next.start } }))
    })
    for (const item of planned.items) {
      drafts.push(changed(item.start, i, planned, item, { status: 'running', attempt: 1 }))
      drafts.push(changed(item.end, i, planned, item, { status: item.error === null ? 'succeeded' : 'failed', attempt: 1, error: item.error }))
    }
  })
  const last = Math.min(until, Math.max(0, ...plan.map((planned) => (planned.skipped === null ? endOf(planned) : 0))) + 1)
  const failure = plan.map(failureOf).find((error) => error !== null) ?? null
  const status = run.status === 'cancelled' ? 'cancelled' : failure === null ? 'succeeded' : 'failed'
  const told = drafts.filter(({ at }) => at < last)
  told.push({ at: last, make: (seq) => ({ seq, at: zero + last, type: 'run.changed', status, error: status === 'failed' ? failure : null }) })
  return told.sort((a, b) => a.at - b.at).map(({ make }, n) => make(n + 1))
}

const WORDS = ['read', 'harbour', 'ledger', 'paragraph', 'breakwater', 'table', 'appendix', 'margin', 'index', 'chapter']

/** A log as the run's steps would write it. */
export function logOf({ run, plan }: Moment): readonly LogLine[] {
  if (numberOf(run.id) === WORDY_RUN) return wordyLog(run)
  if (run.status === 'queued') return []
  const zero = run.startedAt ?? run.createdAt
  const lines: Omit<LogLine, 'seq'>[] = []
  plan.forEach((planned, i) => {
    if (planned.skipped !== null) return
    const write = (at: number, level: LogLine['level'], text: string, item: PlannedItem | null = null) =>
      lines.push({
        at: zero + at,
        stepRunId: item === null ? stepRunId(run, i) : itemRunId(run, i, item.index),
        stepId: planned.step.id,
        itemIndex: item?.index ?? null,
        attempt: 1,
        level,
        text,
      })
    if (planned.items.length === 0) write(startOf(planned), 'info', `${planned.step.uses}: started, attempt 1`)
    for (const item of planned.items) {
      write(item.start, 'debug', `started on local worker, attempt 1`, item)
      if (item.index % 9 === 4) write(item.start + 40, 'warn', '\u001b[33mslow answer\u001b[0m, waiting 1.6 s before the next try', item)
      if (item.index % 7 === 2)
        write(item.start + 60, 'info', JSON.stringify({ event: 'tokens', in: 900 + item.index, out: 318, model: 'fast-chat', words: WORDS.slice(0, 3) }), item)
      write(
        item.end,
        item.error === null ? 'info' : 'error',
        item.error?.message ??
          `finished in ${((item.end - item.start) / 1000).toFixed(1)} s, ${300 + item.index} tokens out, mentions ${WORDS[item.index % WORDS.length]}`,
        item,
      )
    }
    for (const attempt of planned.tries) {
      if (attempt.error !== null) write(attempt.end, 'error', `\u001b[31m${attempt.error.message}\u001b[0m`)
      else if (planned.items.length === 0) write(attempt.end, 'info', `finished, ${WORDS[i % WORDS.length]} written`)
    }
  })
  return lines.sort((a, b) => a.at - b.at).map((line, n) => ({ seq: n + 1, ...line }))
}
