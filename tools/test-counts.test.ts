import { describe, expect, it } from 'vitest'
import { addCounts, closingLine, countsOf, failuresOf, isGreen, NO_COUNTS } from './test-counts.mjs'

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

describe('what failed', () => {
  const root = '/project'

  it('is named with its file and what it said, from the report of Vitest', () => {
    const report = {
      testResults: [
        {
          name: '/project/engine/a.test.ts',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'adds', failureMessages: [] },
            { status: 'failed', fullName: 'counts to ten', failureMessages: ['\u001B[31mexpected 9\u001B[39m\n  at a.test.ts:3'] },
          ],
        },
        { name: '/project/engine/b.test.ts', message: 'could not be loaded', assertionResults: [] },
      ],
    }
    expect(failuresOf(report, { root })).toEqual([
      'engine/a.test.ts › counts to ten\n    expected 9\n      at a.test.ts:3',
      'engine/b.test.ts\n    could not be loaded',
    ])
  })

  it('is named with its project and line, from the report of Playwright, those in groups too', () => {
    const spec = (status: string) => ({
      file: 'cli/run.e2e.ts',
      line: 8,
      title: 'runs',
      tests: [{ projectName: 'cli', status, results: [{ errors: [{ message: 'timed out' }] }] }],
    })
    const report = { stats: {}, suites: [{ specs: [spec('expected')], suites: [{ specs: [spec('unexpected'), spec('flaky')] }] }] }
    const failure = '[cli] cli/run.e2e.ts:8 › runs\n    timed out'
    expect(failuresOf(report, { root })).toEqual([failure, failure])
  })

  it('is not repeated without end', () => {
    const report = { testResults: [{ name: '/project/a.test.ts', message: 'line\n'.repeat(1000), assertionResults: [] }] }
    expect(failuresOf(report, { root })[0]?.split('\n')).toHaveLength(31)
  })

  it('is nothing where no report was written', () => {
    expect(failuresOf(null, { root })).toEqual([])
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
