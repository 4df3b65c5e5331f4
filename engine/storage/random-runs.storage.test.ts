import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEnds } from '../testing/random-runs/check-ends'
import { momentsOf } from '../testing/random-runs/check-moment'
import { chance } from '../testing/random-runs/life'
import { live } from '../testing/random-runs/live'
import { dispatchOf, scenario } from '../testing/random-runs/scenario'
import { seededBy } from '../testing/random-runs/seed'
import { sqliteWorld, type SqliteWorldOptions } from '../testing/random-runs/sqlite-world'

/** The same as core/runs/random-runs.test.ts, on the real stores: what they hold is what the planner was promised. */
describe('runs of any pipelines, in any order of events', () => {
  const livesThrough = (options: SqliteWorldOptions, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(scenario, chance, async (random, drawn) => {
        const world = await sqliteWorld([random.spec, random.child.spec], dispatchOf(random), options)
        try {
          const wrongIn = momentsOf(random)
          const lives = await live(world, random, drawn, (all) => expect(wrongIn(all)).toEqual([]))
          expect(checkEnds(lives)).toEqual([])
        } finally {
          await world.close()
        }
      }),
      { numRuns, ...seededBy(process.env['SIGNALBOX_SEED']) },
    )

  it('end as foretold, and every row agrees with its history after every event', () => livesThrough({}, 60), 240_000)

  it('do so as well when others in the same commits throw, so that everything is performed twice', () => livesThrough({ spoiled: true }, 60), 240_000)

  it('do so as well when another thread writes, and when others throw in the midst of that', () => livesThrough({ spoiled: true, thread: true }, 20), 240_000)
})
