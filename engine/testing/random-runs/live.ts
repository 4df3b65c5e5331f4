import { HELD_UNTIL } from '../../core/runs/held'
import { isRunOver } from '../../core/runs/run-state'
import { endTimer } from '../../usecases/attempts'
import { placeOf, type RunRows } from '../history/rows'
import { isDue, settle } from './answer-questions'
import { fateOf } from './attempt-outcome'
import { type Chance, type Happening, Life } from './life'
import { People } from './people'
import { type Fated, QUEUES, type Scenario } from './scenario'
import { Workers } from './workers'
import type { World } from './world'

/** A run that has ended. */
export interface Lived {
  readonly rows: RunRows
  readonly fated: Fated
  /** What its steps started runs of; null when they start none. */
  readonly child: Fated | null
  /** Of which it is a retry. */
  readonly origin: RunRows | null
}

/** What of a run waits in a queue, for a time and for a person, as it was last looked at. */
interface Waiting {
  readonly rows: RunRows
  readonly queued: RunRows['attempts']
  readonly timed: RunRows['steps']
  readonly asked: RunRows['approvals']
}

/** More than any scenario needs: a run that is not over by then goes in circles. */
const MOST_EVENTS = 20_000

/** `look` sees the rows of all runs after every event. */
export const live = (world: World, scenario: Scenario, chance: Chance, look: (all: readonly RunRows[]) => void): Promise<readonly Lived[]> =>
  new Lives(new Life(world, scenario, chance)).live(look)

/**
 * Lives through runs in a random order: they are submitted, retried, paused, resumed and cancelled at any moment; attempts
 * are claimed, end as fated, die, come back too late, and start runs themselves; timers run out, and questions are answered.
 */
class Lives {
  readonly #life: Life
  readonly #people: People
  readonly #workers: Workers
  readonly #waiting = new Map<string, Waiting>()

  constructor(life: Life) {
    this.#life = life
    this.#people = new People(life)
    this.#workers = new Workers(life)
  }

  async live(look: (all: readonly RunRows[]) => void): Promise<readonly Lived[]> {
    await this.#people.submit()
    for (let event = 0; event < MOST_EVENTS; event++) {
      const all = await this.#life.world.rows()
      look(all)
      const open = all.filter(({ run }) => !isRunOver(run.status))
      const possible = [...this.#people.anytime(all, open, event), ...this.#pending(open)]
      if (possible.length === 0 && open.length === 0) return this.#lives(all)
      if (possible.length === 0) throw new Error(`nothing will ever take them further: ${open.map(inWords).join('; ')}`)
      if (this.#workers.isAnyLate()) possible.push(() => this.#workers.comeLate())
      this.#life.now += this.#life.draw(3)
      await possible[this.#life.draw(possible.length)]?.()
    }
    throw new Error('the runs do not end')
  }

  /** What the runs themselves wait for. */
  #pending(open: readonly RunRows[]): Happening[] {
    const happenings: Happening[] = []
    const { now, fruitless } = this.#life
    const waiting = open.map((rows) => this.#waitingOf(rows))
    const isDueIn = (name: string) => waiting.some(({ queued }) => queued.some(({ queue, availableAt }) => queue === name && availableAt <= now))
    for (const queue of QUEUES) if (!fruitless.has(queue) && isDueIn(queue)) happenings.push(() => this.#workers.claim(queue))
    if (this.#life.held.length > 0) {
      const finish = (): Promise<void> => this.#workers.finish(open)
      happenings.push(finish, finish)
    }
    const due = waiting.flatMap(({ timed }) => timed.filter(({ wakeAt }) => wakeAt !== null && wakeAt <= now))
    if (due.length > 0) happenings.push(() => this.#ring(due))
    const asked = waiting.filter((each) => each.asked.some((approval) => isDue(approval, now)))
    if (asked.length > 0) happenings.push(() => this.#answer(asked))
    const next = nextOf(waiting, now)
    if (next < Infinity) happenings.push(async () => this.#pass(next))
    return happenings
  }

  #waitingOf(rows: RunRows): Waiting {
    const known = this.#waiting.get(rows.run.id)
    // What nobody has touched since is the same object.
    if (known?.rows === rows) return known
    const waiting = {
      rows,
      queued: rows.attempts.filter(({ status }) => status === 'queued'),
      timed: rows.steps.filter(({ waitingReason }) => waitingReason === 'timer'),
      asked: rows.approvals.filter(({ status }) => status === 'open'),
    }
    this.#waiting.set(rows.run.id, waiting)
    return waiting
  }

  async #ring(due: RunRows['steps']): Promise<void> {
    const step = due[this.#life.draw(due.length)]
    if (step !== undefined) await this.#life.world.run((tx) => endTimer(tx, step.id, this.#life.options()))
    this.#life.fruitless.clear()
  }

  async #answer(waiting: readonly Waiting[]): Promise<void> {
    const open = waiting.flatMap(({ asked }) => asked.filter((approval) => isDue(approval, this.#life.now)))
    const approval = open[this.#life.draw(open.length)]
    const started = approval === undefined ? undefined : this.#life.started.get(approval.runId)
    if (approval !== undefined && started !== undefined) await settle(this.#life.world, approval, fateOf(started.fated, approval), this.#life.now)
    this.#life.fruitless.clear()
  }

  #pass(until: number): void {
    this.#life.now = until
    this.#life.fruitless.clear()
  }

  #lives(all: readonly RunRows[]): readonly Lived[] {
    const byId = new Map(all.map((rows) => [rows.run.id, rows]))
    return all.map((rows) => {
      const started = this.#life.started.get(rows.run.id)
      if (started === undefined) throw new Error(`nobody started ${rows.run.id}`)
      const { originId, ...fated } = started
      return { ...fated, rows, origin: originId === null ? null : (byId.get(originId) ?? null) }
    })
  }
}

const inWords = ({ run, steps }: RunRows): string =>
  `${run.pipelineName} ${run.id} is ${run.status}, ${steps.map((step) => `${placeOf(step)} ${step.waitingReason ?? step.status}`).join(', ')}`

/** The first time that will come of those that somebody waits for; what is held waits for a person. */
function nextOf(all: readonly Waiting[], now: number): number {
  let next = Infinity
  const wait = (until: number | null) => {
    if (until !== null && until > now && until < next) next = until
  }
  for (const { queued, timed, asked } of all) {
    for (const { expiresAt } of asked) wait(expiresAt)
    for (const { wakeAt } of timed) wait(wakeAt)
    for (const { availableAt } of queued) if (availableAt < HELD_UNTIL) wait(availableAt)
  }
  return next
}
