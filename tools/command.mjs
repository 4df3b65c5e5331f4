// @ts-check
// Starting other programs, the same way on every system: no shell, no .cmd files, a package's own entry under this Node.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '..')

/** The exit code of a program that SIGTERM ended. */
const TERMINATED = 143

/** The script behind `npx name` of an installed package: run it with `process.execPath`. */
export function packageBin(/** @type {string} */ packageName, name = packageName) {
  const folder = join(ROOT, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[name])
}

/**
 * Runs a program to its end. `capture` keeps what it writes instead of showing it; `together`: asked to end, we end it first.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ capture?: boolean, together?: boolean, env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null, output: string }>} code 127 when it could not be started
 */
export function run(program, args, { capture = false, together = false, env = process.env, cwd = ROOT } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd, env, stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit' })
    /** @type {Buffer[]} */
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    if (together) endTogether(child)
    child.on('error', (error) => done({ code: 127, signal: null, output: error.message }))
    child.on('close', (code, signal) => done({ code: code ?? 1, signal, output: Buffer.concat(chunks).toString('utf8') }))
  })
}

/** Ctrl-C reaches both of us by itself; `kill` only us. */
function endTogether(/** @type {import('node:child_process').ChildProcess} */ child) {
  const end = () => {
    child.once('close', () => process.exit(TERMINATED))
    child.kill('SIGTERM')
  }
  process.once('SIGTERM', end)
  child.once('close', () => process.off('SIGTERM', end))
}

/** Runs a package's program under this Node. @type {(packageBin: string, args: readonly string[], options?: Parameters<typeof run>[2]) => ReturnType<typeof run>} */
export const runScript = (script, args, options) => run(process.execPath, [script, ...args], options)
