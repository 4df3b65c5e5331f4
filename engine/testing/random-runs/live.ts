import fc from 'fast-check'
import type { AttemptOutcome } from '../../core/runs/decisions'
import { isRunOver } from '../../core/runs/run-state'
import { claimAttempts, endAttempt, endTimer } from '../../usecases/attempts'
import { cancelRun, startRun } from '../../usecases/runs'
import type { ClaimedAttempt, TransitionOptions } from '../../usecases/run-transition'
import type { RunRows } from '../history/rows'
import type { Fate, Scenario } from './scenario'
import type { World } from './world'

export interface Chance {
  /** Numbers that every choice is drawn from, again from the first when they run out. */
  readonly draws: readonly number[]
  /** After how many events the run is cancelled; null: never. */
  readonly cancelAfter: number | null
}

export const chance: fc.Arbitrary<Chance> = fc.record({
  draws: fc.array(fc.nat(), { minLength: 10, maxLength: 200 }),
  cancelAfter: fc.option(fc.nat({ max: 40 }), { freq: 2 }),
})

/** More than any scenario needs: a run that is not over by then goes in circles. */
const MOST_EVENTS = 5000
const ERROR = { code: 'step_failed', message: 'as fated' } as const

/**
 * Lives through a run in a random order: attempts are claimed, end as fated, die, come back too late; timers run out;
 * a cancel comes at any moment. `look` sees the rows after every event.
 */
export async function live(world: World, scenario: Scenario, { draws, cancelAfter }: Chance, look: (rows: RunRows) => void): Promise<RunRows> {
  let drawn = 0
  const draw = (below: number): number => (draws[drawn++ % draws.length] ?? 0) % below
  let now = 1_000_000
  let made = 0
  const held: ClaimedAttempt[] = []
  const gone: ClaimedAttempt[] = []
  const options = (): TransitionOptions => ({ plans: world.plans, now, take: () => (draw(2) === 0 ? { owner: 'worker', expiresAt: now + 1000 } : null) })
  const ids = { next: () => `id-${String(++made).padStart(6, '0')}`, random: () => 0.5 }

  const { started } = await world.run((tx) =>
    startRun(tx, { pipeline: world.pipeline, input: {}, priority: 0, startedBy: 'api' }, { plans: world.plans, now, ids }),
  )
  const { runId } = started

  const claim = async () => {
    held.push(
      ...(await world.run((tx) =>
        claimAttempts(tx, { queue: 'default', limit: 1 + draw(3), lease: { owner: 'worker', expiresAt: now + 1000 } }, { plans: world.plans, now }),
      )),
    )
  }
  const finish = async (rows: RunRows) => {
    const [claimed] = held.splice(draw(held.length), 1)
    if (claimed === undefined) return
    const outcome = outcomeOf(claimed, rows, scenario, draw, now)
    if (scenario.spec.steps.some(({ id, map }) => id === claimed.stepId && map !== null) && claimed.itemIndex === null && outcome.kind !== 'skipped')
      await storeItems(claimed, outcome)
    const ended = await world.run((tx) => endAttempt(tx, { ...claimed, outcome, values: null, usages: [], random: 0.5 }, options()))
    if (!ended.recorded) throw new Error(`the outcome of ${claimed.stepId}, attempt ${claimed.number}, was refused`)
    held.push(...ended.taken)
    gone.push(claimed)
  }
  const storeItems = async (claimed: ClaimedAttempt, outcome: AttemptOutcome) => {
    const all = scenario.fates.get(claimed.stepId)?.items.length ?? 0
    // Reading the list comes to nothing at any item of it.
    const count = outcome.kind === 'expanded' ? all : draw(all + 1)
    await world.run(async (tx) => {
      await tx.steps.deleteItems(claimed.stepRunId)
      for (let itemIndex = 0; itemIndex < count; itemIndex++) {
        await tx.steps.insert({
          id: ids.next(),
          runId,
          stepId: claimed.stepId,
          itemIndex,
          parentId: claimed.stepRunId,
          kind: 'probe',
          remainingNeeds: 0,
          item: itemIndex,
        })
      }
    })
  }
  const comeLate = async () => {
    const late = gone[draw(gone.length)]
    if (late === undefined) return
    const ended = await world.run((tx) => endAttempt(tx, { ...late, outcome: { kind: 'succeeded' }, values: null, usages: [], random: 0.5 }, options()))
    if (ended.recorded) throw new Error(`a late outcome of ${late.stepId}, attempt ${late.number}, was recorded`)
  }
  const ring = async ({ steps }: RunRows) => {
    const due = steps.filter(({ waitingReason, wakeAt }) => waitingReason === 'timer' && wakeAt !== null && wakeAt <= now)
    const step = due[draw(due.length)]
    if (step !== undefined) await world.run((tx) => endTimer(tx, step.id, { plans: world.plans, now }))
  }

  for (let event = 0; event < MOST_EVENTS; event++) {
    const rows = await world.rows(runId)
    look(rows)
    if (isRunOver(rows.run.status)) return rows
    if (event === cancelAfter) {
      await world.run((tx) => cancelRun(tx, runId, { plans: world.plans, now }))
      continue
    }
    const times = waitsOf(rows)
    const possible: (() => Promise<void>)[] = []
    if (rows.attempts.some(({ status, availableAt }) => status === 'queued' && availableAt <= now)) possible.push(claim)
    if (held.length > 0)
      possible.push(
        () => finish(rows),
        () => finish(rows),
      )
    if (rows.steps.some(({ waitingReason, wakeAt }) => waitingReason === 'timer' && wakeAt !== null && wakeAt <= now)) possible.push(() => ring(rows))
    const later = times.filter((time) => time > now)
    if (later.length > 0) possible.push(async () => void (now = Math.min(...later)))
    if (possible.length === 0) throw new Error(`the run is ${rows.run.status}, and nothing will ever take it further`)
    if (gone.length > 0 && draw(8) === 0) possible.push(comeLate)
    now += draw(3)
    await possible[draw(possible.length)]?.()
  }
  throw new Error('the run does not end')
}

const waitsOf = ({ steps, attempts }: RunRows): readonly number[] => [
  ...steps.flatMap(({ waitingReason, wakeAt }) => (waitingReason === 'timer' && wakeAt !== null ? [wakeAt] : [])),
  ...attempts.flatMap(({ status, availableAt }) => (status === 'queued' ? [availableAt] : [])),
]

function outcomeOf(claimed: ClaimedAttempt, rows: RunRows, { spec, fates }: Scenario, draw: (below: number) => number, now: number): AttemptOutcome {
  const fate = fates.get(claimed.stepId)
  const own = claimed.itemIndex === null ? fate?.self : fate?.items[claimed.itemIndex]
  if (own === undefined) throw new Error(`no fate for ${claimed.stepId}`)
  // After a cancel a worker aborts, unless it was ready anyhow or is gone itself.
  if (rows.run.cancelRequestedAt !== null && draw(3) > 0) return draw(4) === 0 ? { kind: 'lost' } : { kind: 'cancelled' }
  const mapped = claimed.itemIndex === null && spec.steps.some(({ id, map }) => id === claimed.stepId && map !== null)
  return toOutcome(own, claimed.number, now, mapped ? (fate?.items.length ?? 0) : null)
}

function toOutcome({ before, end }: Fate, attempt: number, now: number, listed: number | null): AttemptOutcome {
  const early = before[attempt - 1]
  if (early === 'lost') return { kind: 'lost' }
  if (early === 'failed') return { kind: 'failed', error: ERROR, retryable: true, retryAfterMs: 0 }
  switch (end) {
    case 'broken':
      return { kind: 'failed', error: ERROR, retryable: false, retryAfterMs: 0 }
    case 'condition':
      return { kind: 'skipped' }
    case 'waiting':
      return { kind: 'waiting', until: now + 500 }
    case 'succeeded':
      return listed === null ? { kind: 'succeeded' } : { kind: 'expanded', total: listed }
  }
}
