import { expect, test } from 'vitest'
import { timesFrom } from '../testing/faults/how-often'
import { FAULT_SCENARIOS } from '../testing/faults/scenarios'
import { sweepCommitPoints } from '../testing/faults/sweep'

/**
 * The process ends before and after each commit, and each commit reports a failure though it was made; every time the scenario
 * comes to its end, and nothing is lost, nothing done twice, nothing contradicts itself.
 */

const times = timesFrom(process.env['SIGNALBOX_FAULTS'])

test.each(FAULT_SCENARIOS)(
  '$name comes through a fault at each of its commits',
  async (scenario) => {
    const { wrong, points } = await sweepCommitPoints({ scenario, times, seed: 7 })
    expect(wrong).toEqual([])
    // Each of three faults at the commits of the start, the submission, and the steps.
    expect(points).toBeGreaterThan(15)
  },
  120_000 * times,
)
