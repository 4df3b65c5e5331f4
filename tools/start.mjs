// @ts-check
// Opens the desktop app. Where no window can open, says why in one sentence and serves the same page to a browser instead.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { packageBin, ROOT, run, runScript } from './command.mjs'

/** Exit code of a program whose libraries are missing, and the signal of one that the system's sandbox refuses. */
const CANNOT_LOAD = 127
const REFUSED = 'SIGTRAP'
/** What `signalbox serve` listens on unless told otherwise. */
const USUAL_PORT = 4477

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
  if (reason !== null) return serveInstead(reason)
  const electron = await installedElectron()
  if (electron === null) return serveInstead("Electron's program is not here and could not be downloaded")
  const { code, signal } = await run(electron, ['.', ...asSwitches(process.argv.slice(2))], { together: true })
  if (code === CANNOT_LOAD || signal === REFUSED) return serveInstead('Electron could not start on this system')
  return code
}

/** Electron reads `--data=FOLDER` only. */
const asSwitches = (/** @type {string[]} */ given) => given.flatMap((each, index) => (each === '--data' ? [`--data=${given[index + 1] ?? ''}`] : given[index - 1] === '--data' ? [] : [each]))

/** In this very process, so that whoever ends it ends the server, and the server says how it went. */
async function serveInstead(/** @type {string} */ reason) {
  console.log(`${reason}, so Signalbox shows itself in a browser instead.`)
  const program = join(ROOT, 'out/main/cli.cjs')
  // What was asked for stands last, and wins; what `serve` does not know, it refuses.
  process.argv = [process.execPath, program, 'serve', '--port', String(await portToUse()), ...process.argv.slice(2)]
  createRequire(import.meta.url)(program)
  return undefined
}

/** The usual port, unless another program has it. */
async function portToUse() {
  const probe = createServer().listen(USUAL_PORT, '127.0.0.1')
  try {
    await once(probe, 'listening')
    return USUAL_PORT
  } catch {
    // Whatever has it: any other does as well.
    return 0
  } finally {
    probe.close()
  }
}

process.exitCode = await start()
