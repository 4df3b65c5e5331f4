import { describe, expect, it } from 'vitest'
import { addCounts, closingLine, countsOf, isGreen, NO_COUNTS } from './test-counts.mjs'

const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }
const playwright = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } }

describe('the counts of a stage', () => {
  it('come from the report of Vitest', () => {
    expect(countsOf({ code: 1, report: vitest })).toEqual({ passed: 5, failed: 1, skipped: 3 })
  })

  it('count a desktop test that needed a second try as failed', () => {
    expect(countsOf({ code: 1, report: playwright })).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  it('hold one failure when the stage ended badly and no test says so', () => {
    expect(countsOf({ code: 1, report: { ...vitest, numFailedTests: 0 } })).toEqual({ passed: 5, failed: 1, skipped: 3 })
    expect(countsOf({ code: 2, report: null })).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('are nothing for a stage without tests that ended well', () => {
    expect(countsOf({ code: 0, report: null })).toEqual(NO_COUNTS)
  })
})

describe('the closing line', () => {
  it('is one plain sentence', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(closingLine(addCounts({ passed: 12, failed: 0, skipped: 1 }, { passed: 1, failed: 2, skipped: 0 }))).toBe('13 passed, 2 failed, 1 skipped')
  })
})

describe('a skipped test', () => {
  it('is a failure in CI and a note elsewhere', () => {
    const counts = { passed: 1, failed: 0, skipped: 1 }
    expect([isGreen(counts, { ci: true }), isGreen(counts, { ci: false })]).toEqual([false, true])
  })
})
