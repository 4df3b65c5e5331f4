import { expect, test } from 'vitest'
import { timesFrom } from '../testing/faults/how-often'
import { FAULT_SCENARIOS } from '../testing/faults/scenarios'
import { sweepStops } from '../testing/faults/sweep'

/** Asked to end at any of its commits, and killed while it does: the next start goes on, with nothing lost and nothing done twice. */

const NAMES = ['a chain with a retry', 'steps that are at work', 'a cancel']
let stops = 0
const everyOne = timesFrom(process.env['SIGNALBOX_FAULTS']) > 1

test.each(FAULT_SCENARIOS.filter(({ name }) => everyOne || NAMES.includes(name)))(
  '$name comes through a stop at each of its commits',
  async (scenario) => {
    const { wrong, points } = await sweepStops({ scenario })
    expect(wrong).toEqual([])
    expect(points).toBeGreaterThan(15)
    stops += points
  },
  120_000,
)

test('these were a hundred stops', () => {
  expect(stops).toBeGreaterThanOrEqual(100)
})
