import type { CancelReceipt, RunStarter } from '../../../engine/contract/run'
import type { StepStatus } from '../../../engine/contract/step'
import { formatClock } from '../../lib/format-time'
import { formatDuration } from '../../lib/format-duration'
import { plural } from '../../lib/format-count'
import { isOwnStep, isRunOver, isStepOver, type RunView, type StepView } from './run-view'
import { runDuration } from './timeline'
import { usageWords } from './usage'
import { usually } from './usual'

/** A fact with the part that the eye looks for. */
export interface Fact {
  readonly before: string
  readonly value: string
  readonly after: string
}

const fact = (before: string, value: string, after = ''): Fact => ({ before, value, after })

/** How the run stands, in one sentence: "Running for 14.2 s, usually 18.0 s". */
export function runFact({ run, steps }: RunView, now: number): Fact {
  const took = formatDuration(runDuration(run, now) ?? Math.max(0, now - run.createdAt))
  if (run.cancelRequestedAt !== null && !isRunOver(run.status)) return fact('Stopping, after ', took)
  if (run.pausedAt !== null) return fact('Paused after ', formatDuration(Math.max(0, run.pausedAt - (run.startedAt ?? run.createdAt))))
  switch (run.status) {
    case 'queued':
      return fact('Queued for ', took)
    case 'running':
      return fact('Running for ', took, usually(runDuration(run, now), run.usualMs))
    case 'waiting':
      return fact('Waiting, ', took, ' so far')
    case 'succeeded':
      return fact('Succeeded in ', took, usually(runDuration(run, now), run.usualMs))
    case 'failed':
      return fact('Failed after ', took, failedAt([...steps.values()]))
    case 'cancelled':
      return fact('Cancelled after ', took)
  }
}

function failedAt(steps: readonly StepView[]): string {
  const failed = steps.filter(({ status }) => status === 'failed')
  const first = failed.toSorted((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))[0]
  if (first === undefined) return ''
  return failed.length === 1 ? ` at ${first.stepId}` : ` at ${first.stepId} and ${failed.length - 1} more`
}

/** "Step 4 of 6" while it goes on; at the end how many came to something: "6 of 6 steps", "1 of 6 steps succeeded". */
export function stepsFact({ run, steps }: RunView): Fact {
  const statuses = [...steps.values()].filter(isOwnStep).map(({ status }) => status)
  const total = statuses.length
  const count = (...wanted: readonly StepStatus[]) => statuses.filter((status) => wanted.includes(status)).length
  if (!isRunOver(run.status)) {
    const ended = count('succeeded', 'failed', 'skipped', 'cancelled')
    return fact('Step ', `${Math.min(total, ended + Math.min(1, count('ready', 'running', 'waiting')))} of ${total}`)
  }
  const skipped = count('skipped')
  const after = run.status === 'succeeded' ? (skipped === 0 ? ' steps' : ` steps, ${skipped} skipped`) : ' steps succeeded'
  return fact('', `${count('succeeded')} of ${total}`, after)
}

/** After "Started": "by a person", "from the command line". */
export const STARTED = {
  person: 'by a person',
  command_line: 'from the command line',
  api: 'over the API',
  pipeline: 'by another pipeline',
  schedule: 'by a schedule',
  trigger: 'by a trigger',
} as const satisfies Record<RunStarter, string>

/** Alone in a column. */
export const STARTER = {
  person: 'Person',
  command_line: 'Command line',
  api: 'API',
  pipeline: 'Pipeline',
  schedule: 'Schedule',
  trigger: 'Trigger',
} as const satisfies Record<RunStarter, string>

/** How a step stands, in words. `unmet`: names of the needs that have not ended. */
export function stepSentence(step: StepView, unmet: readonly string[], now: number): string {
  switch (step.status) {
    case 'pending':
      if (step.onFailure && unmet.length === 0) return 'Runs when all other steps have ended, if one has failed'
      return unmet.length === 0 ? 'Not begun' : `Waits for ${andList(unmet)}`
    case 'ready':
      return 'Ready, waits for a worker'
    case 'running':
      return `Running${step.map === null ? nth(step.attempt) : step.map.running === 0 ? '' : `, ${plural(step.map.running, 'item')} at once`}`
    case 'waiting':
      return step.waitingSince === null ? 'Waiting' : `Waiting for ${formatDuration(now - step.waitingSince)}`
    case 'succeeded':
      if (step.reusedFrom !== null) return step.attempt === 0 ? 'Taken over from an earlier run' : 'Succeeded, out of the step cache'
      return step.map === null ? `Succeeded${nth(step.attempt)}` : 'Succeeded'
    case 'failed':
      return step.attempt > 1 && step.map === null ? `Failed after ${step.attempt} attempts` : 'Failed'
    case 'skipped':
      return step.skipReason === null ? 'Skipped' : SKIPPED[step.skipReason]
    case 'cancelled':
      return step.startedAt === null ? 'Cancelled before it began' : 'Cancelled while at work'
  }
}

const SKIPPED = {
  condition: 'Skipped: its condition was false',
  upstream: 'Skipped: a step it needs did not end as asked',
  not_needed: 'Not needed: what it was there for did not happen',
} as const satisfies Record<NonNullable<StepView['skipReason']>, string>

const nth = (attempt: number): string => (attempt > 1 ? `, attempt ${attempt}` : '')

/** What a waiting step waits for and when it goes on. */
export function waitSentence({ waiting }: Pick<StepView, 'waiting'>, now: number): string {
  if (waiting === null) return 'Waits'
  const at = waiting.until === null ? '' : ` at ${formatClock(waiting.until)}`
  const left = waiting.until === null || waiting.until <= now ? '' : `, in ${formatDuration(waiting.until - now)}`
  switch (waiting.reason) {
    case 'retry':
      return `Waits to be tried again${at}${left}`
    case 'slot':
      return waiting.until === null ? 'Waits for a free place at its service or model' : `Waits for its service or model, which takes nothing before ${formatClock(waiting.until)}${left}`
    case 'approval':
      return `Waits for an answer${at === '' ? '' : `, which may come until${at.slice(3)}`}`
    case 'timer':
      return `Waits, and goes on${at === '' ? ' by itself' : at}${left}`
    case 'child':
      return 'Waits for the run that it started'
  }
}

const andList = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`)

/** The needs of a step that have not ended. */
export function unmetNeeds({ run, steps }: RunView, stepId: string): readonly string[] {
  const needs = run.graph.steps.find(({ id }) => id === stepId)?.needs ?? []
  return needs.map(({ step }) => step).filter((id) => !isStepOver(steps.get(id)?.status ?? 'pending'))
}

/** Beside a bar of the timeline: "3.1 s, retried once". */
export function barWords(step: StepView, duration: number): string {
  const retries = Math.max(0, step.attempts.length - 1)
  const items = step.map === null ? '' : `, ${itemsWords(step.map)}`
  const tried = retries === 0 || step.map !== null ? '' : `, retried ${retries === 1 ? 'once' : retries === 2 ? 'twice' : `${retries} times`}`
  return `${formatDuration(duration)}${items}${tried}`
}

/** "38 of 52", "52 items", "38 of 52, 2 failed". */
export function itemsWords({ total, done, failed }: { readonly total: number; readonly done: number; readonly failed: number }): string {
  const how = done === total ? plural(total, 'item') : `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`
  return failed === 0 ? how : `${how}, ${failed.toLocaleString('en-GB')} failed`
}

/** What a cancel came to: "Stopped in 0.4 s; 3 steps stopped, 2 had already finished. Models had used 12.3k tokens, $0.042, which is billed all the same." */
export function receiptWords({ stoppedInMs, stepsStopped, stepsAlreadyDone, usage }: Omit<CancelReceipt, 'run'>): string {
  const counts = `${plural(stepsStopped, 'step')} stopped, ${stepsAlreadyDone === 0 ? 'none' : stepsAlreadyDone} had already finished.`
  const billed = usage === null ? '' : ` Models had used ${usageWords(usage)}, which is billed all the same.`
  return `${stoppedInMs === null ? 'Still stopping' : `Stopped in ${formatDuration(stoppedInMs)}`}; ${counts}${billed}`
}
