// @ts-check
// Opens the desktop app. Where no window can open, says why in one sentence and runs the demo in the terminal instead.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { packageBin, ROOT, run, runScript } from './command.mjs'
import { demo } from './demo.mjs'

/** Exit code of a program whose libraries are missing, and the signal of one that the system's sandbox refuses. */
const CANNOT_LOAD = 127
const REFUSED = 'SIGTRAP'

/** Why this machine cannot show a window, as the beginning of a sentence; null when it can. */
function noWindowReason() {
  if (process.platform !== 'linux') return null
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'There is no display here'
  if (process.getuid?.() === 0) return 'Electron does not open windows for root'
  return null
}

/** Where Electron's program is, as its own package tells; null when it has not been fetched. */
function electronPath() {
  const folder = join(ROOT, 'node_modules/electron')
  const pathFile = join(folder, 'path.txt')
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const path = join(dist, existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron')
  return existsSync(path) ? path : null
}

async function installedElectron() {
  const path = electronPath()
  if (path !== null) return path
  console.log('Fetching Electron (once) …')
  await runScript(packageBin('electron', 'install-electron'), [], { capture: true })
  return electronPath()
}

async function start() {
  if (!(await buildIfStale())) return 1
  const reason = noWindowReason()
  if (reason !== null) return demoInstead(reason)
  const electron = await installedElectron()
  if (electron === null) return demoInstead("Electron's program is not here and could not be downloaded")
  const { code, signal } = await run(electron, ['.', ...process.argv.slice(2)])
  if (code === CANNOT_LOAD || signal === REFUSED) return demoInstead('Electron could not start on this system')
  return code
}

function demoInstead(/** @type {string} */ reason) {
  console.log(`${reason}, so the demo runs in the terminal instead.`)
  return demo()
}

process.exitCode = await start()
