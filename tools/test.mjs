// @ts-check
// Everything that says whether Signalbox works; what CI runs.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageBin, ROOT, run, runScript } from './command.mjs'
import { needsScreen, runE2e } from './e2e.mjs'
import { prepareSystem } from './system-packages.mjs'
import { addCounts, closingLine, countsOf, failuresOf, isGreen, NO_COUNTS } from './test-counts.mjs'

const REPORTS = join(ROOT, 'test-results')
const reportFile = (/** @type {string} */ stage) => join(REPORTS, `${stage}.json`)

/** @typedef {{ name: string, run: () => Promise<number> }} Stage  gives its exit code */

const exitCode = async (/** @type {string} */ script, /** @type {string[]} */ ...args) => (await runScript(script, args)).code

const vitest = (/** @type {string} */ stage, /** @type {string[]} */ ...args) =>
  exitCode(packageBin('vitest'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile(stage)}`, ...args)

/** Takes what the tests leave of the cores: a thirtieth of a share, or a third of one where something waits for it. */
const LITTLE = 15
const LESS = 5

/** @returns {Stage} */
const beside = (/** @type {string} */ name, /** @type {number} */ niceness, /** @type {string} */ script, /** @type {string[]} */ ...args) => ({
  name,
  run: async () => {
    const [program = '', ...rest] = [...(process.platform === 'win32' ? [] : ['nice', '-n', String(niceness)]), process.execPath, script, ...args]
    const { code, output } = await run(program, rest, { capture: true, env: { ...process.env, SIGNALBOX_STAGE: name } })
    console.log(`\n── ${name}\n${output.trim()}`)
    return code
  },
})

/** @returns {Stage} */
const inFront = (/** @type {string} */ name, /** @type {() => Promise<number>} */ tests) => ({
  name,
  run: () => {
    console.log(`\n── ${name}`)
    return tests()
  },
})

// Tests wait half of their time, for disks and limits. What has no limit of its own is done meanwhile.
const BESIDE = [beside('Electron', LITTLE, 'tools/electron-runtime.mjs'), beside('check', LITTLE, 'tools/check.mjs')]
// Its pages want no window, and so neither the screen nor the quiet that windows do.
const PAGES = [beside('build', LESS, packageBin('electron-vite'), 'build', '--logLevel', 'warn'), beside('gallery', LESS, 'tools/e2e.mjs', '--project=gallery')]
const TESTS = [
  inFront('core', () => vitest('core', '--project', 'core', '--coverage', '--coverage.reporter=text', '--coverage.skipFull')),
  // Together: while some wait for a disk or a limit, others compute.
  inFront('unit and storage', () => vitest('unit and storage', '--project', 'unit', '--project', 'storage')),
]
const PROJECTS = ['desktop', 'browser', ...(needsScreen() ? ['windows'] : []), 'cli']
const DESKTOP = [inFront('e2e', () => runE2e(PROJECTS.map((project) => `--project=${project}`)))]

function readReport(/** @type {string} */ stage) {
  const file = reportFile(stage)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

async function test() {
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  const missing = await prepareSystem()
  if (missing !== null) {
    console.error(missing)
    return { ...NO_COUNTS, failed: 1 }
  }
  const stages = [...(await Promise.all([inTurn(PAGES), inTurn(BESIDE), inTurn(TESTS)])).flat(), ...(await inTurn(DESKTOP))]
  const ended = stages.map((stage) => ({ ...stage, report: readReport(stage.name) }))
  for (const { name, report } of ended.filter(({ code }) => code !== 0)) {
    const failures = failuresOf(report, { root: ROOT })
    console.error([`\nFailed: ${name}`, ...(failures.length > 0 ? failures : ['No test says why: look above for what it wrote.'])].join('\n\n'))
  }
  return ended.map(countsOf).reduce(addCounts, NO_COUNTS)
}

async function inTurn(/** @type {readonly Stage[]} */ stages) {
  const ended = []
  for (const stage of stages) ended.push({ name: stage.name, code: await stage.run() })
  return ended
}

const total = await test()
console.log(`\n${closingLine(total)}`)
process.exitCode = isGreen(total, { ci: process.env.CI === 'true' }) ? 0 : 1
