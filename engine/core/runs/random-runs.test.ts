import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRows } from '../../testing/history/check-rows'
import { checkEnds } from '../../testing/random-runs/check-ends'
import { chance, live } from '../../testing/random-runs/live'
import { memoryWorld } from '../../testing/random-runs/memory-world'
import { foretell } from '../../testing/random-runs/oracle'
import { scenario } from '../../testing/random-runs/scenario'
import { toRunPlan } from './run-plan'

describe('a run of any pipeline, in any order of events', () => {
  it('ends, ends as foretold, and is consistent with its history after every event', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, chance, async (random, drawn) => {
        const plan = toRunPlan({ spec: random.spec, number: 1, folder: '/' })
        const ended = await live(memoryWorld(random.spec), random, drawn, (rows) => expect(checkRows(rows, plan)).toEqual([]))
        expect(checkEnds(ended, foretell(random))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  }, 60_000)
})
