import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEnds } from '../../testing/random-runs/check-ends'
import { momentsOf } from '../../testing/random-runs/check-moment'
import { chance, live } from '../../testing/random-runs/live'
import { memoryWorld } from '../../testing/random-runs/memory-world'
import { dispatchOf, scenario } from '../../testing/random-runs/scenario'
import { seededBy } from '../../testing/random-runs/seed'

describe('runs of any pipelines, in any order of events', () => {
  it('end, end as foretold, and are consistent with their history and with each other after every event', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, chance, async (random, drawn) => {
        const wrongIn = momentsOf(random)
        const lives = await live(memoryWorld([random.spec, random.child.spec], dispatchOf(random)), random, drawn, (all) => expect(wrongIn(all)).toEqual([]))
        expect(checkEnds(lives)).toEqual([])
      }),
      { numRuns: 20_000, ...seededBy(process.env['SIGNALBOX_SEED']) },
    )
  }, 600_000)
})
