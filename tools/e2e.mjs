// @ts-check
// The desktop tests. On a Linux without a display all of them share one virtual screen and one session bus.
import { buildIfStale } from './build-if-stale.mjs'
import { packageBin, run } from './command.mjs'

const SCREEN = ['dbus-run-session', '--', 'xvfb-run', '-a', '-s', '-screen 0 1280x800x24']

export const needsScreen = () => process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY

/** @param {readonly string[]} args of Playwright */
export async function runE2e(args) {
  const [program = '', ...rest] = [...(needsScreen() ? SCREEN : []), process.execPath, packageBin('@playwright/test', 'playwright'), 'test', ...args]
  const { code, output } = await run(program, rest)
  if (output) console.error(`Couldn't run the desktop tests: ${output}`)
  return code
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = (await buildIfStale()) ? await runE2e(process.argv.slice(2)) : 1
}
