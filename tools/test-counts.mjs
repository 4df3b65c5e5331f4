// @ts-check
// How many tests passed, failed and were skipped, from the reports that Vitest and Playwright write.

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

/** The closing line: `12 passed, 0 failed`, and the skipped when there are any. */
export const closingLine = (/** @type {Counts} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`

/** In CI a test that was skipped is a promise that nobody checked. */
export const isGreen = (/** @type {Counts} */ { failed, skipped }, /** @type {{ ci: boolean }} */ { ci }) => failed === 0 && (skipped === 0 || !ci)

export { NONE as NO_COUNTS }
