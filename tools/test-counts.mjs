// @ts-check
// How many tests passed, failed and were skipped, and what the failed ones said, from the reports that Vitest and Playwright write.
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
const NONE = { passed: 0, failed: 0, skipped: 0 }

/** @returns {Counts} */
export const addCounts = (/** @type {Counts} */ a, /** @type {Counts} */ b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

/** @returns {Counts} */
const vitestCounts = (/** @type {any} */ report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
})

/** A test that passed only on a second try has failed. @returns {Counts} */
const playwrightCounts = (/** @type {any} */ { stats }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky,
  skipped: stats.skipped,
})

/**
 * The counts of one stage. A stage that ended badly counts as a failure even when no test of it says so:
 * a file that did not load, a server that did not start, a check without tests.
 * @param {{ code: number, report: any }} stage  report: null when it wrote none
 */
export function countsOf({ code, report }) {
  const counts = report === null ? NONE : 'stats' in report ? playwrightCounts(report) : vitestCounts(report)
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/** So much of what a failed test said is repeated at the end: the difference, and where. */
const LINES_OF_A_FAILURE = 30

/** What did not pass, as text. Of a long run only the end may be kept. @returns {string[]} */
export function failuresOf(/** @type {any} */ report, /** @type {{ root: string }} */ { root }) {
  if (report === null) return []
  const failures =
    'stats' in report ? report.suites.flatMap(playwrightFailures) : report.testResults.flatMap((/** @type {any} */ file) => vitestFailures(file, root))
  return failures.map((/** @type {{ name: string, said: string[] }} */ { name, said }) => {
    const lines = said.flatMap((text) => stripVTControlCharacters(text).split('\n'))
    return [name, ...lines.slice(0, LINES_OF_A_FAILURE).map((line) => `    ${line}`)].join('\n')
  })
}

function vitestFailures(/** @type {any} */ { name: path, message, assertionResults }, /** @type {string} */ root) {
  const name = relative(root, path)
  const failed = assertionResults.filter((/** @type {any} */ { status }) => status === 'failed')
  if (failed.length === 0 && message) return [{ name, said: [message] }]
  return failed.map((/** @type {any} */ test) => ({ name: `${name} › ${test.fullName}`, said: test.failureMessages }))
}

/** @returns {{ name: string, said: string[] }[]} */
function playwrightFailures(/** @type {any} */ suite) {
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ { file, line, title, tests }) =>
    tests
      .filter((/** @type {any} */ { status }) => status === 'unexpected' || status === 'flaky')
      .map((/** @type {any} */ { projectName, results }) => ({
        name: `[${projectName}] ${file}:${line} › ${title}`,
        said: results.flatMap((/** @type {any} */ { errors }) => errors.map((/** @type {any} */ { message }) => message)),
      })),
  )
  return [...own, ...(suite.suites ?? []).flatMap(playwrightFailures)]
}

/** The closing line: `12 passed, 0 failed`, and the skipped when there are any. */
export const closingLine = (/** @type {Counts} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`

/** In CI a test that was skipped is a promise that nobody checked. */
export const isGreen = (/** @type {Counts} */ { failed, skipped }, /** @type {{ ci: boolean }} */ { ci }) => failed === 0 && (skipped === 0 || !ci)

export { NONE as NO_COUNTS }
