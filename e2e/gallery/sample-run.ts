import type { Attempt } from '../../engine/contract/attempt'
import type { RunEvent } from '../../engine/contract/events'
import type { LogLine } from '../../engine/contract/log'
import type { Run } from '../../engine/contract/run'
import type { StepRun, StepRunWithAttempts, StepStatus } from '../../engine/contract/step'
import { numberOf, sampleId, SPACES } from './sample-ids'
import { endOf, failureOf, type PlannedItem, type PlannedStep, startOf } from './sample-plan'

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
      }
    }),
  }
}

const mapAt = (items: readonly PlannedItem[], at: number) => ({
  total: items.length,
  done: items.filter(({ end }) => end <= at).length,
  failed: items.filter(({ end, error }) => end <= at && error !== null).length,
  running: items.filter(({ start, end }) => start <= at && at < end).length,
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
    }
  })
}

/** Everything that happens in the run, from its first event to its last, in order; those after `at` are still to come. */
export function eventsOf({ run, plan }: Moment): readonly RunEvent[] {
  const zero = run.startedAt ?? run.createdAt
  type Draft = { readonly at: number; readonly make: (seq: number) => RunEvent }
  const changed = (at: number, i: number, planned: PlannedStep, status: StepStatus, item: PlannedItem | null, items: number | null): Draft => ({
    at,
    make: (seq) => ({
      seq,
      at: zero + at,
      type: 'step.changed',
      stepRunId: item === null ? stepRunId(run, i) : itemRunId(run, i, item.index),
      stepId: planned.step.id,
      itemIndex: item?.index ?? null,
      status,
      attempt: status === 'pending' ? 0 : 1,
      waiting: status === 'waiting' && planned.waits ? { reason: 'timer', until: zero + endOf(planned) } : null,
      skipReason: null,
      error: null,
      items,
      lost: false,
    }),
  })
  const drafts: Draft[] = [{ at: 0, make: (seq) => ({ seq, at: zero, type: 'run.changed', status: 'running', error: null }) }]
  plan.forEach((planned, i) => {
    if (planned.skipped !== null) return
    drafts.push(changed(startOf(planned), i, planned, planned.waits ? 'waiting' : 'running', null, planned.step.mapped ? planned.items.length : null))
    for (const item of planned.items) {
      drafts.push(changed(item.start, i, planned, 'running', item, null))
      drafts.push(changed(item.end, i, planned, item.error === null ? 'succeeded' : 'failed', item, null))
    }
    drafts.push(changed(endOf(planned), i, planned, failureOf(planned) === null ? 'succeeded' : 'failed', null, null))
  })
  const last = Math.max(0, ...plan.map((planned) => (planned.skipped === null ? endOf(planned) : 0)))
  drafts.push({ at: last + 1, make: (seq) => ({ seq, at: zero + last + 1, type: 'run.changed', status: 'succeeded', error: null }) })
  return drafts.sort((a, b) => a.at - b.at).map(({ make }, n) => make(n + 1))
}

const WORDS = ['read', 'harbour', 'ledger', 'paragraph', 'breakwater', 'table', 'appendix', 'margin', 'index', 'chapter']

/** A log as the run's steps would write it. */
export function logOf({ run, plan }: Moment): readonly LogLine[] {
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
