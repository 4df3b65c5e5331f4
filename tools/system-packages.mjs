// @ts-check
// What the tests need from the system beside Node: on Debian and its kin the packages of a desktop, elsewhere nothing.
import { existsSync } from 'node:fs'
import { run } from './command.mjs'
import { needsScreen } from './e2e.mjs'

/**
 * Libraries that Electron loads, a font for its pages, browsers that open the same pages outside of it, and what the
 * desktop of e2e/support/desktop-bus is made of.
 */
const DESKTOP = [
  'chromium',
  'chromium-headless-shell',
  'dbus',
  'fonts-dejavu-core',
  'libasound2',
  'libatspi2.0-0',
  'libgbm1',
  'libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libsecret-1-0',
  'libxss1',
  'libxtst6',
  'python3-dbus',
  'python3-gi',
]

/** Ways to make calls to the disk fail, to set the clock of one process, and to have a file system that is none of a disk. */
const FAULTS = ['bindfs', 'faketime', 'strace']

/** A screen and a session bus where there is none. */
const SCREEN = ['dbus-x11', 'xauth', 'xvfb']

// Another apt may be at work, on a fresh machine above all: wait for it.
const APT = ['-o', 'DPkg::Lock::Timeout=600', '-qq']

const quiet = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
  run(program, args, { capture: true, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } })

/** Newer releases call some of them `<name>t64`. */
async function isInstalled(/** @type {string} */ name) {
  const { output } = await quiet('dpkg-query', '--show', '--showformat=${db:Status-Status}\n', name, `${name}t64`)
  return output.split('\n').includes('installed')
}

async function missingPackages() {
  const needed = [...DESKTOP, ...FAULTS, ...(needsScreen() ? SCREEN : [])]
  const installed = await Promise.all(needed.map(isInstalled))
  return needed.filter((_, index) => !installed[index])
}

/**
 * Makes sure that they are there: installs them as root, names them otherwise.
 * @returns {Promise<string | null>} a sentence about what is missing, or null
 */
export async function prepareSystem() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return null
  const missing = await missingPackages()
  if (missing.length === 0) return null
  if (process.getuid?.() !== 0) {
    return `The tests need packages that are not installed. Install them with: sudo apt-get install ${missing.join(' ')}`
  }
  console.log(`Installing ${missing.join(', ')} …`)
  // Always first: with old lists the archive answers 404.
  await quiet('apt-get', ...APT, 'update')
  const { code, output } = await quiet('apt-get', ...APT, 'install', '-y', '--no-install-recommends', ...missing)
  return code === 0 ? null : `Couldn't install ${missing.join(', ')}: ${output.trim()}`
}
