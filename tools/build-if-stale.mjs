// @ts-check
// Builds `out/` when a source is newer than what was built, or when nothing was built yet.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packageBin, ROOT, runScript } from './command.mjs'

const SOURCES = ['main', 'preload', 'renderer', 'engine', 'package.json', 'electron.vite.config.ts']
const PRODUCTS = ['out/main/index.cjs', 'out/main/cli.cjs', 'out/preload/index.cjs', 'out/renderer/index.html']

/** Folders count too: their time changes when a file goes away. @returns {number} epoch ms */
function newest(/** @type {string} */ path) {
  const entry = statSync(path)
  if (!entry.isDirectory()) return entry.mtimeMs
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function isStale() {
  const built = PRODUCTS.map((path) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.min(...built) < Math.max(...SOURCES.map((path) => newest(join(ROOT, path))))
}

/** True when `out/` is up to date afterwards; what the build said is shown only when it failed. */
export async function buildIfStale() {
  if (!isStale()) return true
  console.log('Building Signalbox …')
  const { code, output } = await runScript(packageBin('electron-vite'), ['build', '--logLevel', 'warn'], { capture: true })
  if (code !== 0) console.error(output)
  return code === 0
}
