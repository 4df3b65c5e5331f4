import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRows } from '../testing/history/check-rows'
import { readRows } from '../testing/history/read-rows'
import { storedPlans } from '../testing/history/stored-plans'
import { checkGroups } from '../testing/random-groups/check-groups'
import { concurrency, happenings, liveGroups } from '../testing/random-groups/live-groups'

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
      { numRuns: 60 },
    )
  }, 120_000)
})
