// @ts-check
// Everything that says whether Signalbox works, in the order in which a failure costs least; what CI runs.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageBin, ROOT, runScript } from './command.mjs'
import { runE2e } from './e2e.mjs'
import { prepareSystem } from './system-packages.mjs'
import { addCounts, closingLine, countsOf, isGreen, NO_COUNTS } from './test-counts.mjs'

const REPORTS = join(ROOT, 'test-results')
const reportFile = (/** @type {string} */ stage) => join(REPORTS, `${stage}.json`)

const exitCode = async (/** @type {string} */ script, /** @type {string[]} */ ...args) => (await runScript(script, args)).code

const vitest = (/** @type {string} */ stage, /** @type {string[]} */ ...args) =>
  exitCode(packageBin('vitest'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${reportFile(stage)}`, ...args)

/** @type {readonly { name: string, run: () => Promise<number> }[]} */
const STAGES = [
  { name: 'check', run: () => exitCode('tools/check.mjs') },
  { name: 'core', run: () => vitest('core', '--project', 'core', '--coverage', '--coverage.reporter=text-summary') },
  // Together: while some wait for a disk or a limit, others compute.
  { name: 'unit and storage', run: () => vitest('unit and storage', '--project', 'unit', '--project', 'storage') },
  { name: 'build', run: () => exitCode(packageBin('electron-vite'), 'build', '--logLevel', 'warn') },
  { name: 'e2e', run: () => runE2e([]) },
]

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
  let total = NO_COUNTS
  const broken = []
  for (const { name, run } of STAGES) {
    console.log(`\n── ${name}`)
    const code = await run()
    if (code !== 0) broken.push(name)
    total = addCounts(total, countsOf({ code, report: readReport(name) }))
  }
  if (broken.length > 0) console.error(`\nFailed: ${broken.join(', ')}`)
  return total
}

const total = await test()
console.log(`\n${closingLine(total)}`)
process.exitCode = isGreen(total, { ci: process.env.CI === 'true' }) ? 0 : 1
