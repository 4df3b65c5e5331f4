import type { ErrorInfo } from '../../engine/contract/errors'
import type { Graph, GraphStep } from '../../engine/contract/pipeline'
import { chance } from './sample-ids'

export interface PlannedTry {
  /** Milliseconds after the run's start. */
  readonly start: number
  readonly end: number
  readonly error: ErrorInfo | null
}

export interface PlannedItem extends PlannedTry {
  readonly index: number
}

/** What happens to a step and when, had the run all the time it wants. */
export interface PlannedStep {
  readonly step: GraphStep
  readonly tries: readonly PlannedTry[]
  readonly items: readonly PlannedItem[]
  /** Never starts: something it needs failed, or its condition was false. */
  readonly skipped: 'condition' | 'upstream' | 'not_needed' | null
  /** Waits for the clock instead of working. */
  readonly waits: boolean
}

export const startOf = ({ tries }: PlannedStep): number => tries[0]?.start ?? Number.POSITIVE_INFINITY
export const endOf = ({ tries }: PlannedStep): number => tries.at(-1)?.end ?? Number.POSITIVE_INFINITY
export const failureOf = ({ tries }: PlannedStep): ErrorInfo | null => tries.at(-1)?.error ?? null

interface PlanOptions {
  readonly seed: number
  /** This step fails for good, after three tries. */
  readonly failing?: string | undefined
  /** This step needs a second try. */
  readonly flaky?: string | undefined
  readonly items: number
  /** How long a plain step takes (ms), about. */
  readonly pace: number
}

const ITEM_ERROR: ErrorInfo = { code: 'parse_failed', message: 'The file is damaged: its table of contents points outside it.' }
const TRY_ERROR: ErrorInfo = { code: 'timeout', message: 'The step took longer than 30 s and was stopped.' }
const LAST_ERROR: ErrorInfo = {
  code: 'command_failed',
  message: '`fetch-export 2026-03-14` ended with exit code 3: the bank answered "statement not ready".',
  details: { exitCode: 3, command: ['fetch-export', '2026-03-14'], stderr: 'GET /statements/2026-03-14 -> 409 statement not ready' },
}

export function planRun(graph: Graph, options: PlanOptions): readonly PlannedStep[] {
  const done = new Map<string, PlannedStep>()
  const standsApart = ({ onFailure }: GraphStep) => onFailure
  const main = graph.steps.filter((step) => !standsApart(step))
  for (const step of [...inOrder(main), ...inOrder(graph.steps.filter(standsApart))]) done.set(step.id, planStep(step, done, options))
  return graph.steps.flatMap((step) => done.get(step.id) ?? [])
}

function planStep(step: GraphStep, done: ReadonlyMap<string, PlannedStep>, { seed, failing, flaky, items, pace }: PlanOptions): PlannedStep {
  const needs = step.needs.flatMap((need) => done.get(need.step) ?? [])
  const nothing = { step, tries: [], items: [], waits: false }
  if (needs.some((need) => failureOf(need) !== null || need.skipped === 'upstream' || need.skipped === 'not_needed')) return { ...nothing, skipped: needs.some((need) => need.skipped === 'not_needed') ? 'not_needed' : 'upstream' }
  const before = step.onFailure && needs.length === 0 ? [...done.values()].filter((each) => !each.step.onFailure) : needs
  if (step.onFailure && needs.length === 0 && !before.some((each) => failureOf(each) !== null)) return { ...nothing, skipped: 'not_needed' }
  const start = Math.max(0, ...before.map((need) => (need.skipped === null ? endOf(need) : 0))) + 30
  const dice = chance(seed, step.id.length, step.line)
  if (step.uses === 'wait') return { step, tries: [{ start, end: start + 600_000, error: null }], items: [], skipped: null, waits: true }
  if (step.mapped) {
    const planned = planItems(items, start, step.queue === 'medium' ? 4 : 8, pace, seed)
    return { step, tries: [{ start, end: Math.max(start + 50, ...planned.map(({ end }) => end)), error: null }], items: planned, skipped: null, waits: false }
  }
  const length = pace * (0.15 + dice * 1.5)
  if (step.id === failing)
    return {
      ...nothing,
      skipped: null,
      tries: [triesAt(start, length, TRY_ERROR), triesAt(start + length * 2, length, TRY_ERROR), triesAt(start + length * 5, length * 0.6, LAST_ERROR)],
    }
  if (step.id === flaky) return { ...nothing, skipped: null, tries: [triesAt(start, length, TRY_ERROR), triesAt(start + length * 2.2, length * 0.8, null)] }
  return { ...nothing, skipped: null, tries: [triesAt(start, length, null)] }
}

const triesAt = (start: number, length: number, error: ErrorInfo | null): PlannedTry => ({ start: Math.round(start), end: Math.round(start + length), error })

function planItems(count: number, start: number, places: number, pace: number, seed: number): readonly PlannedItem[] {
  const free = Array.from({ length: places }, () => start)
  return Array.from({ length: count }, (_, index) => {
    const place = free.indexOf(Math.min(...free))
    const begin = free[place] ?? start
    const end = Math.round(begin + pace * (0.4 + chance(seed, index, 11)))
    free[place] = end
    return { index, start: Math.round(begin), end, error: places === 8 && index === 17 ? ITEM_ERROR : null }
  })
}

/** Needed steps before those that need them. */
function inOrder(steps: readonly GraphStep[]): readonly GraphStep[] {
  const placed = new Map<string, GraphStep>()
  while (placed.size < steps.length) {
    const next = steps.filter((step) => !placed.has(step.id) && step.needs.every((need) => placed.has(need.step) || !steps.some(({ id }) => id === need.step)))
    if (next.length === 0) break
    for (const step of next) placed.set(step.id, step)
  }
  return [...placed.values()]
}
