import type { AttemptOutcome } from '../../core/runs/decisions'
import { toRanges } from '../../core/runs/map-items'
import { claimAttempts, endAttempt } from '../../usecases/attempts'
import { startChildRun } from '../../usecases/child-runs'
import type { ClaimedAttempt } from '../../usecases/transition-options'
import type { RunRows } from '../history/rows'
import { fateOf, listedBy, outcomeOf } from './attempt-outcome'
import type { Life, Started } from './life'
import type { Fated } from './scenario'

interface ChildStart {
  readonly child: Fated | null
  readonly waits: boolean
  readonly isCancelled: boolean
}

/** Draws that repeat must not choose a late result for ever. */
const MOST_LATE = 100

/** They take attempts and end them as fated, die, come back too late, and start runs themselves. */
export class Workers {
  readonly #life: Life
  #lateResults = 0

  constructor(life: Life) {
    this.#life = life
  }

  async claim(queue: string): Promise<void> {
    const limit = 1 + this.#life.draw(3)
    const { attempts } = await this.#life.world.run((tx) => claimAttempts(tx, { queue, limit, owner: 'worker', leaseMs: 1000 }, this.#life.options()))
    this.#life.held.push(...attempts)
    if (attempts.length === 0) this.#life.fruitless.add(queue)
    else this.#life.fruitless.clear()
  }

  async finish(open: readonly RunRows[]): Promise<void> {
    const [claimed] = this.#life.held.splice(this.#life.draw(this.#life.held.length), 1)
    const started = claimed === undefined ? undefined : this.#life.started.get(claimed.runId)
    if (claimed === undefined || started === undefined) throw new Error('an attempt of no run is at work')
    const rows = open.find(({ run }) => run.id === claimed.runId)
    const outcome = await this.#outcomeOf(claimed, started, rows?.run.cancelRequestedAt != null)
    const ended = await this.#life.world.run((tx) => endAttempt(tx, { ...claimed, outcome, values: null, usages: [], random: 0.5 }, this.#life.taking()))
    if (!ended.recorded) throw new Error(`the outcome of ${claimed.stepId}, attempt ${claimed.number}, was refused`)
    this.#life.held.push(...ended.taken)
    this.#life.gone.push(claimed)
    this.#life.fruitless.clear()
  }

  async #outcomeOf(claimed: ClaimedAttempt, { fated, child }: Started, isCancelled: boolean): Promise<AttemptOutcome> {
    // After a cancel a worker aborts, unless it was ready anyhow or is gone itself.
    if (isCancelled && this.#life.draw(3) > 0) return this.#life.draw(4) === 0 ? { kind: 'lost' } : { kind: 'cancelled' }
    const fate = fateOf(fated, claimed)
    const listed = listedBy(fated, claimed)
    const outcome = outcomeOf(fate, claimed.number, this.#life.now, listed)
    const startsChild = child !== null && (fate.end === 'child' || fate.end === 'detached')
    // Whoever dies may have started it before.
    if (startsChild && outcome !== null && this.#life.draw(2) === 0) await this.#startChild(claimed, { child, waits: fate.end === 'child', isCancelled })
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
    const { started } = await this.#life.world.run((tx) => startChildRun(tx, claimed, { request }, { ...this.#life.options(), ids: this.#life.ids }))
    this.#life.started.set(started.runId, { fated: child, child: null, originId: null })
    return started.runId
  }

  /** Reading a list comes to nothing at any item of it. */
  async #storeItems(claimed: ClaimedAttempt, outcome: AttemptOutcome, listed: number): Promise<AttemptOutcome> {
    const count = outcome.kind === 'expanded' ? listed : this.#life.draw(listed + 1)
    const { read } = this.#life.world
    const from = await read.itemsFrom(claimed.stepRunId)
    const earlier = from === null ? new Map<number, { id: string }>() : await read.itemsToTakeOver(from, 0, count)
    await this.#life.world.run(async (tx) => {
      await tx.steps.deleteItems(claimed.stepRunId)
      for (let itemIndex = 0; itemIndex < count; itemIndex++) {
        const id = this.#life.ids.next()
        await tx.steps.insert({ id, runId: claimed.runId, stepId: claimed.stepId, itemIndex, parentId: claimed.stepRunId, kind: 'probe', remainingNeeds: 0, item: itemIndex })
        const before = earlier.get(itemIndex)
        if (before !== undefined) await tx.steps.takeOver(id, before.id)
      }
    })
    return outcome.kind === 'expanded' ? { ...outcome, reused: toRanges([...earlier.keys()].toSorted((one, other) => one - other)) } : outcome
  }

  /** Whether somebody who is gone comes back with a result; drawn anew each time. */
  isAnyLate(): boolean {
    return this.#life.gone.length > 0 && this.#lateResults < MOST_LATE && this.#life.draw(8) === 0
  }

  async comeLate(): Promise<void> {
    this.#lateResults += 1
    const late = this.#life.gone[this.#life.draw(this.#life.gone.length)]
    if (late === undefined) return
    const ended = await this.#life.world.run((tx) => endAttempt(tx, { ...late, outcome: { kind: 'succeeded' }, values: null, usages: [], random: 0.5 }, this.#life.taking()))
    if (ended.recorded) throw new Error(`a late outcome of ${late.stepId}, attempt ${late.number}, was recorded`)
  }
}
