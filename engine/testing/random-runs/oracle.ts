import { MAX_LOST_ATTEMPTS } from '../../core/runs/plan-next'
import type { StepSpec } from '../../core/pipelines/spec'
import { toRunPlan } from '../../core/runs/run-plan'
import type { Fate, Fated, StepFate } from './scenario'

/** How a step or an item ends, and with how many attempts. `afterFailure`: skipped because something failed before it. */
export interface Foretold {
  readonly status: 'succeeded' | 'failed' | 'skipped'
  readonly afterFailure: boolean
  readonly attempts: number
  readonly items: readonly Foretold[]
}

/**
 * Says how each step ends when nobody cancels, by looking backwards from it: no queue, no counters, no order of events.
 * `taken` are those of an earlier run whose end stands for theirs; `child` is how a run ends that a step starts.
 */
export function foretell({ spec, fates }: Fated, child: RunEnd = 'succeeded', taken: ReadonlyMap<string, Foretold> = new Map()): ReadonlyMap<string, Foretold> {
  const { steps, onFailure } = toRunPlan({ spec, number: 1, folder: '/' })
  const known = new Map<string, Foretold>(taken)
  const endOf = (id: string): Foretold => {
    const before = known.get(id)
    if (before !== undefined) return before
    const step = steps.get(id)
    const fate = fates.get(id)
    if (step === undefined || fate === undefined) throw new Error(`no step ${id}`)
    const found = foretellStep(step, withChild(fate, child), endOf)
    known.set(id, found)
    return found
  }
  const main = new Map([...steps.keys()].filter((id) => !onFailure.has(id)).map((id) => [id, endOf(id)]))
  const failed = foretoldEnd(main) === 'failed'
  return new Map([...main, ...[...onFailure].map((id) => [id, failed ? endOf(id) : skipped(false)] as const)])
}

export type RunEnd = 'succeeded' | 'failed'

export const foretoldEnd = (steps: ReadonlyMap<string, Foretold>): RunEnd => ([...steps.values()].some(({ status }) => status === 'failed') ? 'failed' : 'succeeded')

/** Whoever waits for a run ends as it does. */
function withChild({ self, items }: StepFate, child: RunEnd): StepFate {
  const settled = (fate: Fate): Fate => (fate.end === 'child' && child === 'failed' ? { ...fate, end: 'broken' } : fate)
  return { self: settled(self), items: items.map(settled) }
}

const skipped = (afterFailure: boolean, attempts = 0): Foretold => ({ status: 'skipped', afterFailure, attempts, items: [] })

function foretellStep(step: StepSpec, { self, items }: { self: Fate; items: readonly Fate[] }, endOf: (id: string) => Foretold): Foretold {
  const unmet = step.needs.filter(({ step: id, on }) => !satisfies(endOf(id), on)).map(({ step: id }) => endOf(id))
  if (unmet.length > 0) return skipped(unmet.some(({ status, afterFailure }) => status === 'failed' || afterFailure))
  // A mapped step reads its list, which harms nobody: of that, nobody is asked.
  const own = foretellFate(self, step.map !== null && step.onLost === 'ask' ? { ...step, onLost: 'retry' } : step)
  if (own.status === 'succeeded' && self.end === 'condition') return skipped(false, own.attempts)
  if (own.status === 'failed' || step.map === null) return own
  const ended = items.map((fate) => foretellFate(fate, step))
  const failed = step.map.onItemError === 'fail' && ended.some(({ status }) => status === 'failed')
  return { ...own, status: failed ? 'failed' : 'succeeded', items: ended }
}

function satisfies({ status, afterFailure }: Foretold, on: readonly string[]): boolean {
  if (status === 'skipped' && afterFailure && on.includes('succeeded') && !on.includes('failed')) return false
  return on.includes(status)
}

function foretellFate({ before, end, givesUp }: Fate, { retry, onLost }: StepSpec): Foretold {
  let failures = 0
  let losses = 0
  for (const [index, outcome] of before.entries()) {
    if (outcome === 'failed') failures += 1
    else losses += 1
    const givenUp = failures === retry.attempts || (onLost === 'ask' ? losses > 0 && givesUp === true : losses === MAX_LOST_ATTEMPTS) || (losses > 0 && onLost === 'fail')
    if (givenUp) return { status: 'failed', afterFailure: false, attempts: index + 1, items: [] }
  }
  return { status: end === 'broken' || end === 'rejected' || end === 'expired' ? 'failed' : 'succeeded', afterFailure: false, attempts: before.length + 1, items: [] }
}
