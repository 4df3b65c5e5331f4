import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRows } from '../testing/history/check-rows'
import { readRows } from '../testing/history/read-rows'
import { storedPlans } from '../testing/history/stored-plans'
import { checkGroups } from '../testing/random-groups/check-groups'
import { circles, type Circles, liveCircles } from '../testing/random-groups/live-circles'
import { concurrency, type Happening, happenings, liveGroups } from '../testing/random-groups/live-groups'

/** The second is paused while it waits for the place of the first, which ends; then a third comes. */
const pausedInWaiting: readonly Happening[] = [
  { do: 'submit', group: 'a', priority: 0 },
  { do: 'claim', count: 1 },
  { do: 'submit', group: 'a', priority: 0 },
  { do: 'pause', which: 1 },
  { do: 'end', which: 0, how: 'succeeded' },
  { do: 'submit', group: 'a', priority: 0 },
]

describe('runs of a group, submitted, ended, cancelled, paused and killed in any order', () => {
  it('never go on in greater number than the group allows, get places in their order, and all come to an end', async () => {
    await fc.assert(
      fc.asyncProperty(concurrency, happenings, async (spec, all) => {
        const onlooker = await liveGroups(spec, all, (now, before) => expect(checkGroups(now, before, spec)).toEqual([]))
        try {
          const planOf = storedPlans(onlooker)
          for (const rows of readRows(onlooker)) expect(checkRows(rows, planOf(rows.run.versionId))).toEqual([])
        } finally {
          onlooker.close()
        }
      }),
      { numRuns: 60, examples: [[{ limit: 1, group: '${{ inputs.group }}', overlap: 'cancel_oldest' }, pausedInWaiting]] },
    )
  }, 120_000)
})

/** Each of two runs holds the only place of its group; a step of one waits for the other's group, then the other way round. */
const circle: Circles = {
  limits: [1, 1],
  happenings: [
    { do: 'submit', which: 0 },
    { do: 'claim' },
    { do: 'submit', which: 1 },
    { do: 'claim' },
    { do: 'call', which: 0, pipeline: 1 },
    { do: 'call', which: 1, pipeline: 0 },
  ],
}

describe('runs of several groups that start each other and wait, in any order', () => {
  it('never wait for each other for ever: all come to an end, and who would close a circle is refused', async () => {
    let refused = 0
    await fc.assert(
      fc.asyncProperty(circles, async (all) => {
        const end = await liveCircles(all)
        refused += end.refused
        expect(end.stuck).toBe(0)
      }),
      { numRuns: 40, examples: [[circle]] },
    )
    expect(refused).toBeGreaterThan(0)
  }, 120_000)
})
