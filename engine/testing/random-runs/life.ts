import fc from 'fast-check'
import type { ClaimedAttempt, TransitionOptions } from '../../usecases/transition-options'
import type { Fated, Scenario } from './scenario'
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

/** A run that was begun: what is to become of it, and of which run it is a retry. */
export interface Started {
  readonly fated: Fated
  /** What its steps start runs of; null when they start none. */
  readonly child: Fated | null
  readonly originId: string | null
}

/** Something that may happen next. */
export type Happening = () => Promise<void>

/** What everybody who takes part in a life knows and changes, and the luck that decides for them. */
export class Life {
  now = 1_000_000
  readonly started = new Map<string, Started>()
  /** Attempts at work, and those that have ended. */
  readonly held: ClaimedAttempt[] = []
  readonly gone: ClaimedAttempt[] = []
  /** Queues in which nothing could begin; they are not asked again before something has changed. */
  readonly fruitless = new Set<string>()
  readonly ids = { next: () => `id-${String(++this.#made).padStart(6, '0')}`, random: () => 0.5 }
  readonly world: World
  readonly scenario: Scenario
  readonly chance: Chance
  #drawn = 0
  #made = 0

  constructor(world: World, scenario: Scenario, chance: Chance) {
    this.world = world
    this.scenario = scenario
    this.chance = chance
  }

  draw(below: number): number {
    const { draws } = this.chance
    return (draws[this.#drawn++ % draws.length] ?? 0) % below
  }

  options(): TransitionOptions {
    return { plans: this.world.plans, now: this.now }
  }

  /** Of a worker, which may begin at once what follows. */
  taking(): TransitionOptions {
    return { ...this.options(), take: () => (this.draw(2) === 0 ? { owner: 'worker', expiresAt: this.now + 1000 } : null) }
  }
}
