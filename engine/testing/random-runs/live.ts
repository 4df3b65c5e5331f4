import fc from 'fast-check'
import type { AttemptOutcome } from '../../core/runs/decisions'
import { HELD_UNTIL } from '../../core/runs/held'
import { toRanges } from '../../core/runs/map-items'
import { isRunOver } from '../../core/runs/run-state'
import { EngineError } from '../../core/shared/engine-error'
import { claimAttempts, endAttempt, endTimer } from '../../usecases/attempts'
import { startChildRun } from '../../usecases/child-runs'
import { pauseRun, resumeRun } from '../../usecases/pause-run'
import { planRetry, startAgain } from '../../usecases/reruns'
import type { ClaimedAttempt, TransitionOptions } from '../../usecases/transition-options'
import { cancelRun, startRun } from '../../usecases/runs'
import { placeOf, type RunRows } from '../history/rows'
import { isDue, settle } from './answer-questions'
import { fateOf, listedBy, outcomeOf } from './attempt-outcome'
import { mended, QUEUES, type Fated, type Scenario } from './scenario'
import type { World } from './world'

export interface Chance {
  /** Numbers that every choice is drawn from, again from the first when they run out. */
  readonly draws: readonly number[]
  /** After how many events a run is cancelled; null: never. */
  readonly cancelAfter: number | null
}

export const chance: fc.Arbitrary<Chance> = fc.record({
  draws: fc.array(fc.nat(), { minLength: 10, maxLength: 200 }),
  cancelAfter: fc.option(fc.nat({ max: 40 }), { freq: 2 }),
})

/** A run that has ended. */
export interface Lived {
  readonly rows: RunRows
  readonly fated: Fated
  /** What its steps started runs of; null when they start none. */
  readonly child: Fated | null
  /** Of which it is a retry. */
  readonly origin: RunRows | null
}

/** More than any scenario needs: a run that is not over by then goes in circles. */
const MOST_EVENTS = 20_000
/** Draws that repeat must not choose a late result for ever. */
const MOST_LATE = 100
/** Somebody who paused it again and again would keep it from ever ending. */
const MOST_PAUSES = 4
const MOST_RETRIES = 2

type Started = Omit<Lived, 'rows' | 'origin'> & { readonly originId: string | null }
type Happening = () => Promise<void>

/** `look` sees the rows of all runs after every event. */
export const live = (world: World, scenario: Scenario, chance: Chance, look: (all: readonly RunRows[]) => void): Promise<readonly Lived[]> => new Life(world, scenario, chance).live(look)

/**
 * Lives through runs in a random order: they are submitted, retried, paused, resumed and cancelled at any moment; attempts
 * are claimed, end as fated, die, come back too late, and start runs themselves; timers run out, and questions are answered.
 */
class Life {
  readonly #world: World
  readonly #scenario: Scenario
  readonly #chance: Chance
  #drawn = 0
  #now = 1_000_000
  #made = 0
  #submitted = 0
  #retries = 0
  #pauses = 0
  #lateResults = 0
  #cancelled = false
  readonly #started = new Map<string, Started>()
  readonly #ids = { next: () => `id-${String(++this.#made).padStart(6, '0')}`, random: () => 0.5 }
  readonly #held: ClaimedAttempt[] = []
  readonly #gone: ClaimedAttempt[] = []
  /** Queues in which nothing could begin; they are not asked again before something has changed. */
  readonly #fruitless = new Set<string>()

  constructor(world: World, scenario: Scenario, chance: Chance) {
    this.#world = world
    this.#scenario = scenario
    this.#chance = chance
  }

  async live(look: (all: readonly RunRows[]) => void): Promise<readonly Lived[]> {
    await this.#submit()
    for (let event = 0; event < MOST_EVENTS; event++) {
      const all = await this.#world.rows()
      look(all)
      const open = all.filter(({ run }) => !isRunOver(run.status))
      const possible = [...this.#anytime(all, open, event), ...this.#pending(open)]
      if (possible.length === 0 && open.length === 0) return this.#lives(all)
      if (possible.length === 0) throw new Error(`nothing will ever take them further: ${open.map(inWords).join('; ')}`)
      if (this.#gone.length > 0 && this.#lateResults < MOST_LATE && this.#draw(8) === 0) possible.push(() => this.#comeLate())
      this.#now += this.#draw(3)
      await possible[this.#draw(possible.length)]?.()
    }
    throw new Error('the runs do not end')
  }

  #draw(below: number): number {
    const { draws } = this.#chance
    return (draws[this.#drawn++ % draws.length] ?? 0) % below
  }

  #options(): TransitionOptions {
    return { plans: this.#world.plans, now: this.#now }
  }

  /** Of a worker, which may begin at once what follows. */
  #taking(): TransitionOptions {
    return { ...this.#options(), take: () => (this.#draw(2) === 0 ? { owner: 'worker', expiresAt: this.#now + 1000 } : null) }
  }

  /** What people do; nothing waits for it. */
  #anytime(all: readonly RunRows[], open: readonly RunRows[], event: number): Happening[] {
    const happenings: Happening[] = []
    if (this.#submitted < this.#scenario.runs) happenings.push(() => this.#submit())
    const own = open.filter(({ run }) => this.#started.get(run.id)?.child !== null)
    const target = own[this.#draw(own.length || 1)]
    if (event >= (this.#chance.cancelAfter ?? Infinity) && !this.#cancelled && target !== undefined) happenings.push(() => this.#cancel(target))
    const paused = open.filter(({ run }) => run.pausedAt !== null)
    if (paused.length > 0) happenings.push(() => this.#resume(paused))
    if (open.length > paused.length && this.#pauses < MOST_PAUSES && this.#draw(10) === 0) happenings.push(() => this.#pause(open))
    const failed = all.filter(({ run }) => (run.status === 'failed' || run.status === 'cancelled') && this.#started.get(run.id)?.child !== null)
    if (failed.length > 0 && this.#retries < MOST_RETRIES && this.#draw(4) === 0) happenings.push(() => this.#retry(failed))
    return happenings
  }

  /** What the runs themselves wait for. */
  #pending(open: readonly RunRows[]): Happening[] {
    const happenings: Happening[] = []
    const queued = open.flatMap(({ attempts }) => attempts.filter(({ status, availableAt }) => status === 'queued' && availableAt <= this.#now))
    for (const queue of QUEUES) if (!this.#fruitless.has(queue) && queued.some((attempt) => attempt.queue === queue)) happenings.push(() => this.#claim(queue))
    if (this.#held.length > 0) {
      const finish = (): Promise<void> => this.#finish(open)
      happenings.push(finish, finish)
    }
    const due = open.flatMap(({ steps }) => steps.filter(({ waitingReason, wakeAt }) => waitingReason === 'timer' && wakeAt !== null && wakeAt <= this.#now))
    if (due.length > 0) happenings.push(() => this.#ring(due))
    const asked = open.filter(({ approvals }) => approvals.some((approval) => approval.status === 'open' && isDue(approval, this.#now)))
    if (asked.length > 0) happenings.push(() => this.#answer(asked))
    const later = open.flatMap(waitsOf).filter((time) => time > this.#now)
    if (later.length > 0) happenings.push(async () => this.#pass(Math.min(...later)))
    return happenings
  }

  async #submit(): Promise<void> {
    this.#submitted += 1
    const { spec, fates, child } = this.#scenario
    const priority = this.#draw(3) - 1
    const { started } = await this.#world.run((tx) => startRun(tx, { pipeline: spec.name, input: {}, priority, startedBy: 'api' }, { ...this.#options(), ids: this.#ids }))
    this.#started.set(started.runId, { fated: { spec, fates }, child, originId: null })
    this.#fruitless.clear()
  }

  async #retry(failed: readonly RunRows[]): Promise<void> {
    this.#retries += 1
    const origin = failed[this.#draw(failed.length)]
    const before = origin === undefined ? undefined : this.#started.get(origin.run.id)
    if (origin === undefined || before === undefined) return
    const { plans, read } = this.#world
    try {
      const planned = await planRetry({ read, plans }, origin.run.id)
      const { started } = await this.#world.run((tx) => startAgain(tx, planned, { kind: 'retry', request: { run: origin.run.id }, startedBy: 'api' }, { ...this.#options(), ids: this.#ids }))
      this.#started.set(started.runId, { fated: mended(before.fated), child: before.child === null ? null : mended(before.child), originId: origin.run.id })
      this.#fruitless.clear()
    } catch (thrown) {
      // It was cancelled when everything was done.
      if (!(thrown instanceof EngineError) || thrown.code !== 'nothing_to_run') throw thrown
    }
  }

  async #cancel({ run }: RunRows): Promise<void> {
    this.#cancelled = true
    this.#fruitless.clear()
    await this.#world.run((tx) => cancelRun(tx, run.id, this.#options()))
  }

  async #pause(open: readonly RunRows[]): Promise<void> {
    this.#pauses += 1
    const target = open[this.#draw(open.length)]
    if (target !== undefined) await this.#world.run((tx) => pauseRun(tx, target.run.id, this.#options()))
  }

  async #resume(paused: readonly RunRows[]): Promise<void> {
    this.#fruitless.clear()
    const target = paused[this.#draw(paused.length)]
    if (target !== undefined) await this.#world.run((tx) => resumeRun(tx, target.run.id, this.#options()))
  }

  async #claim(queue: string): Promise<void> {
    const limit = 1 + this.#draw(3)
    const { attempts } = await this.#world.run((tx) => claimAttempts(tx, { queue, limit, owner: 'worker', leaseMs: 1000 }, this.#options()))
    this.#held.push(...attempts)
    if (attempts.length === 0) this.#fruitless.add(queue)
    else this.#fruitless.clear()
  }

  async #finish(open: readonly RunRows[]): Promise<void> {
    const [claimed] = this.#held.splice(this.#draw(this.#held.length), 1)
    const started = claimed === undefined ? undefined : this.#started.get(claimed.runId)
    if (claimed === undefined || started === undefined) throw new Error('an attempt of no run is at work')
    const rows = open.find(({ run }) => run.id === claimed.runId)
    const outcome = await this.#outcomeOf(claimed, started, rows?.run.cancelRequestedAt != null)
    const ended = await this.#world.run((tx) => endAttempt(tx, { ...claimed, outcome, values: null, usages: [], random: 0.5 }, this.#taking()))
    if (!ended.recorded) throw new Error(`the outcome of ${claimed.stepId}, attempt ${claimed.number}, was refused`)
    this.#held.push(...ended.taken)
    this.#gone.push(claimed)
    this.#fruitless.clear()
  }

  async #outcomeOf(claimed: ClaimedAttempt, { fated, child }: Started, isCancelled: boolean): Promise<AttemptOutcome> {
    // After a cancel a worker aborts, unless it was ready anyhow or is gone itself.
    if (isCancelled && this.#draw(3) > 0) return this.#draw(4) === 0 ? { kind: 'lost' } : { kind: 'cancelled' }
    const fate = fateOf(fated, claimed)
    const listed = listedBy(fated, claimed)
    const outcome = outcomeOf(fate, claimed.number, this.#now, listed)
    const startsChild = child !== null && (fate.end === 'child' || fate.end === 'detached')
    // Whoever dies may have started it before.
    if (startsChild && outcome !== null && this.#draw(2) === 0) await this.#startChild(claimed, { child, waits: fate.end === 'child', isCancelled })
    if (outcome === null) return this.#afterChild(claimed, { child, waits: fate.end === 'child', isCancelled })
    return listed === null || outcome.kind === 'skipped' ? outcome : this.#storeItems(claimed, outcome, listed)
  }

  async #afterChild(claimed: ClaimedAttempt, start: ChildStart): Promise<AttemptOutcome> {
    const runId = await this.#startChild(claimed, start)
    if (runId === null) return { kind: 'cancelled' }
    return start.waits ? { kind: 'child', runId, ended: null } : { kind: 'succeeded' }
  }

  /** Null: the run is being cancelled, and starts no other. */
  async #startChild(claimed: ClaimedAttempt, { child, waits, isCancelled }: ChildStart): Promise<string | null> {
    if (child === null) throw new Error('a child is to start a run')
    if (isCancelled) return null
    const request = { pipeline: child.spec.name, input: {}, waits }
    const { started } = await this.#world.run((tx) => startChildRun(tx, claimed, request, { ...this.#options(), ids: this.#ids }))
    this.#started.set(started.runId, { fated: child, child: null, originId: null })
    return started.runId
  }

  /** Reading a list comes to nothing at any item of it. */
  async #storeItems(claimed: ClaimedAttempt, outcome: AttemptOutcome, listed: number): Promise<AttemptOutcome> {
    const count = outcome.kind === 'expanded' ? listed : this.#draw(listed + 1)
    const { read } = this.#world
    const from = await read.itemsFrom(claimed.stepRunId)
    const earlier = from === null ? new Map<number, { id: string }>() : await read.itemsToTakeOver(from, 0, count)
    await this.#world.run(async (tx) => {
      await tx.steps.deleteItems(claimed.stepRunId)
      for (let itemIndex = 0; itemIndex < count; itemIndex++) {
        const id = this.#ids.next()
        await tx.steps.insert({ id, runId: claimed.runId, stepId: claimed.stepId, itemIndex, parentId: claimed.stepRunId, kind: 'probe', remainingNeeds: 0, item: itemIndex })
        const before = earlier.get(itemIndex)
        if (before !== undefined) await tx.steps.takeOver(id, before.id)
      }
    })
    return outcome.kind === 'expanded' ? { ...outcome, reused: toRanges([...earlier.keys()].toSorted((one, other) => one - other)) } : outcome
  }

  async #comeLate(): Promise<void> {
    this.#lateResults += 1
    const late = this.#gone[this.#draw(this.#gone.length)]
    if (late === undefined) return
    const ended = await this.#world.run((tx) => endAttempt(tx, { ...late, outcome: { kind: 'succeeded' }, values: null, usages: [], random: 0.5 }, this.#taking()))
    if (ended.recorded) throw new Error(`a late outcome of ${late.stepId}, attempt ${late.number}, was recorded`)
  }

  async #ring(due: RunRows['steps']): Promise<void> {
    const step = due[this.#draw(due.length)]
    if (step !== undefined) await this.#world.run((tx) => endTimer(tx, step.id, this.#options()))
    this.#fruitless.clear()
  }

  async #answer(asked: readonly RunRows[]): Promise<void> {
    const open = asked.flatMap(({ approvals }) => approvals.filter((approval) => approval.status === 'open' && isDue(approval, this.#now)))
    const approval = open[this.#draw(open.length)]
    const started = approval === undefined ? undefined : this.#started.get(approval.runId)
    if (approval !== undefined && started !== undefined) await settle(this.#world, approval, fateOf(started.fated, approval), this.#now)
    this.#fruitless.clear()
  }

  #pass(until: number): void {
    this.#now = until
    this.#fruitless.clear()
  }

  #lives(all: readonly RunRows[]): readonly Lived[] {
    const byId = new Map(all.map((rows) => [rows.run.id, rows]))
    return all.map((rows) => {
      const started = this.#started.get(rows.run.id)
      if (started === undefined) throw new Error(`nobody started ${rows.run.id}`)
      const { originId, ...fated } = started
      return { ...fated, rows, origin: originId === null ? null : (byId.get(originId) ?? null) }
    })
  }
}

interface ChildStart {
  readonly child: Fated | null
  readonly waits: boolean
  readonly isCancelled: boolean
}

const inWords = ({ run, steps }: RunRows): string => `${run.pipelineName} ${run.id} is ${run.status}, ${steps.map((step) => `${placeOf(step)} ${step.waitingReason ?? step.status}`).join(', ')}`

/** Times that will come: what is held waits for a person. */
const waitsOf = ({ steps, attempts, approvals }: RunRows): readonly number[] => [
  ...approvals.flatMap(({ status, expiresAt }) => (status === 'open' && expiresAt !== null ? [expiresAt] : [])),
  ...steps.flatMap(({ waitingReason, wakeAt }) => (waitingReason === 'timer' && wakeAt !== null ? [wakeAt] : [])),
  ...attempts.flatMap(({ status, availableAt }) => (status === 'queued' && availableAt < HELD_UNTIL ? [availableAt] : [])),
]
