import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRunPlan } from '../core/runs/run-plan'
import { checkRows } from '../testing/history/check-rows'
import { checkEnds } from '../testing/random-runs/check-ends'
import { chance, live } from '../testing/random-runs/live'
import { foretell } from '../testing/random-runs/oracle'
import { scenario } from '../testing/random-runs/scenario'
import { sqliteWorld, type SqliteWorldOptions } from '../testing/random-runs/sqlite-world'

/** The same as core/runs/random-runs.test.ts, on the real stores: what they hold is what the planner was promised. */
describe('a run of any pipeline, in any order of events', () => {
  const livesThrough = (options: SqliteWorldOptions, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(scenario, chance, async (random, drawn) => {
        const world = await sqliteWorld(random.spec, options)
        try {
          const plan = toRunPlan({ spec: random.spec, number: 1, folder: '/' })
          const ended = await live(world, random, drawn, (rows) => expect(checkRows(rows, plan)).toEqual([]))
          expect(checkEnds(ended, foretell(random))).toEqual([])
        } finally {
          await world.close()
        }
      }),
      { numRuns },
    )

  it('ends as foretold, and every row agrees with its history after every event', () => livesThrough({}, 40), 120_000)

  it('does so as well when others in the same commits throw, so that everything is performed twice', () => livesThrough({ spoiled: true }, 30), 120_000)
})
