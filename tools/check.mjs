// @ts-check
// Everything that can be said about the code without running it: one line each, and all of the output of what failed.
import { availableParallelism } from 'node:os'
import { packageBin, runScript } from './command.mjs'

const SOURCES = ['engine', 'main', 'preload', 'renderer', 'bench', 'e2e', 'tools']

/** Of Go: to clean up in between takes a fifth of the processor time, and leaves the process hardly smaller. */
const UNCLEANED = { GOGC: 'off', GOMEMLIMIT: '4GiB' }

/** @type {readonly { name: string, script: string, args: readonly string[], env?: NodeJS.ProcessEnv }[]} slowest first */
const CHECKS = [
  { name: 'types and lint', script: packageBin('oxlint'), args: ['--type-aware', '--type-check', '--deny-warnings'], env: UNCLEANED },
  { name: 'dead code', script: packageBin('knip'), args: ['--no-progress', '--no-config-hints'] },
  { name: 'types of the core', script: packageBin('typescript', 'tsc'), args: ['-p', 'tsconfig.core.json'] },
  { name: 'layers', script: packageBin('dependency-cruiser', 'depcruise'), args: ['--output-type', 'err-long', ...SOURCES] },
  { name: 'copies', script: packageBin('jscpd'), args: SOURCES },
]

const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** @param {typeof CHECKS[number]} check */
async function perform({ name, script, args, env }) {
  const started = performance.now()
  const { code, output } = await runScript(script, args, { capture: true, env: { ...process.env, ...env } })
  console.log(`${name.padEnd(18)} ${code === 0 ? 'ok    ' : 'FAILED'} ${seconds(started)}`)
  if (code !== 0) console.log(`${output.trim()}\n`)
  return code === 0
}

const waiting = [...CHECKS]
let failed = 0

async function lane() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    if (!(await perform(check))) failed += 1
  }
}

await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane))
process.exitCode = failed === 0 ? 0 : 1
