// @ts-check
// The desktop tests. On a Linux without a display they share a session bus and a virtual screen, and may open more of these.
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { packageBin, ROOT, run } from './command.mjs'

/** The command line starts a hundred times; Node reads it anew once. */
const COMPILED = join(ROOT, 'node_modules/.cache/e2e')
const SCREEN = ['dbus-run-session', '--', 'xvfb-run', '-a', '-s', '-screen 0 1280x800x24']

export const needsScreen = () => process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY

/** @param {readonly string[]} args of Playwright */
export async function runE2e(args) {
  const virtual = needsScreen()
  const [program = '', ...rest] = [...(virtual ? SCREEN : []), process.execPath, packageBin('@playwright/test', 'playwright'), 'test', ...args]
  const { code, output } = await run(program, rest, { env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...(virtual && { SIGNALBOX_SCREENS: 'virtual' }) } })
  if (output) console.error(`Couldn't run the desktop tests: ${output}`)
  return code
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = (await buildIfStale()) ? await runE2e(process.argv.slice(2)) : 1
}
