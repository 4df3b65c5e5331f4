import { MAX_LOST_ATTEMPTS } from '../../core/runs/plan-next'
import type { StepSpec } from '../../core/pipelines/spec'
import { toRunPlan } from '../../core/runs/run-plan'
import type { Fate, Scenario } from './scenario'

/** How a step or an item ends, and with how many attempts. `afterFailure`: skipped because something failed before it. */
export interface Foretold {
  readonly status: 'succeeded' | 'failed' | 'skipped'
  readonly afterFailure: boolean
  readonly attempts: number
  readonly items: readonly Foretold[]
}

/** Says how each step ends when nobody cancels, by looking backwards from it: no queue, no counters, no order of events. */
export function foretell({ spec, fates }: Scenario): ReadonlyMap<string, Foretold> {
  const { steps } = toRunPlan({ spec, number: 1, folder: '/' })
  const known = new Map<string, Foretold>()
  const endOf = (id: string): Foretold => {
    const before = known.get(id)
    if (before !== undefined) return before
    const step = steps.get(id)
    const fate = fates.get(id)
    if (step === undefined || fate === undefined) throw new Error(`no step ${id}`)
    const found = foretellStep(step, fate, endOf)
    known.set(id, found)
    return found
  }
  return new Map([...steps.keys()].map((id) => [id, endOf(id)]))
}

const skipped = (afterFailure: boolean, attempts = 0): Foretold => ({ status: 'skipped', afterFailure, attempts, items: [] })

function foretellStep(step: StepSpec, { self, items }: { self: Fate; items: readonly Fate[] }, endOf: (id: string) => Foretold): Foretold {
  const unmet = step.needs.filter(({ step: id, on }) => !satisfies(endOf(id), on)).map(({ step: id }) => endOf(id))
  if (unmet.length > 0) return skipped(unmet.some(({ status, afterFailure }) => status === 'failed' || afterFailure))
  const own = foretellFate(self, step)
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

function foretellFate({ before, end }: Fate, { retry, onLost }: StepSpec): Foretold {
  let failures = 0
  let losses = 0
  for (const [index, outcome] of before.entries()) {
    if (outcome === 'failed') failures += 1
    else losses += 1
    const givenUp = failures === retry.attempts || losses === MAX_LOST_ATTEMPTS || (losses > 0 && onLost === 'fail')
    if (givenUp) return { status: 'failed', afterFailure: false, attempts: index + 1, items: [] }
  }
  return { status: end === 'broken' ? 'failed' : 'succeeded', afterFailure: false, attempts: before.length + 1, items: [] }
}
