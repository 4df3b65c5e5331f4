import { describe, expect, test } from 'vitest'
import type { SqliteCode } from '../testing/faults/fault'
import { timesFrom } from '../testing/faults/how-often'
import { FAULT_SCENARIOS } from '../testing/faults/scenarios'
import { sweepStatements } from '../testing/faults/sweep'

/** What may be over in a moment: the engine waits, and goes on by itself. */
const PASSING: readonly SqliteCode[] = ['SQLITE_IOERR', 'SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_NOMEM']

const everyOne = timesFrom(process.env['SIGNALBOX_FAULTS']) > 1

describe('a statement that fails once', () => {
  const hit = new Set<string>()
  const all = new Set<string>()

  test.each(FAULT_SCENARIOS)(
    'costs $name nothing: no run, no step, no try of a step',
    async (scenario) => {
      const { wrong, statements } = await sweepStatements({ scenario, codes: PASSING, ...(!everyOne && { hit }) })
      expect(wrong).toEqual([])
      for (const sql of statements) all.add(sql)
    },
    everyOne ? 600_000 : 60_000,
  )

  test('was nearly each that the scenarios have', () => {
    // What changes in the same commit is in the same update: which columns that names depends on the moment.
    if (!everyOne) expect([...all].filter((sql) => !hit.has(sql)).length).toBeLessThan(all.size / 10)
    expect(all.size).toBeGreaterThan(60)
  })
})

describe('statements that fail for a while', () => {
  const hit = new Set<string>()

  test.each(FAULT_SCENARIOS.slice(0, 2))(
    'hold up $name, and no more',
    async (scenario) => {
      const { wrong } = await sweepStatements({ scenario, codes: PASSING, inARow: 12, ...(!everyOne && { hit }) })
      expect(wrong).toEqual([])
    },
    everyOne ? 600_000 : 60_000,
  )
})
