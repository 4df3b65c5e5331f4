// @ts-check
// A registry that lacks some platforms' binaries leaves them out of package-lock.json, and `npm ci` then refuses the lock
// ("Missing: @x/y-darwin-arm64@ from lock file"). This adds them: name, exact version, os and cpu.

/**
 * @typedef {{ version?: string, dev?: boolean, resolved?: string, optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], optional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/** @type {Readonly<Record<string, string>>} */
const OS = { android: 'android', darwin: 'darwin', macos: 'darwin', freebsd: 'freebsd', netbsd: 'netbsd', openbsd: 'openbsd', win32: 'win32', windows: 'win32', win: 'win32', linux: 'linux', linuxmusl: 'linux', sunos: 'sunos', aix: 'aix', openharmony: 'openharmony' }
/** @type {Readonly<Record<string, string>>} */
const CPU = { x64: 'x64', amd64: 'x64', arm64: 'arm64', aarch64: 'arm64', ia32: 'ia32', arm: 'arm', armv7: 'arm', ppc64: 'ppc64', ppc64le: 'ppc64', s390x: 's390x', riscv64: 'riscv64', loong64: 'loong64', mips64el: 'mips64el', wasm32: 'wasm32' }

const EXACT = /^\d+\.\d+\.\d+/

/**
 * Whether npm would find `name` from the package at `from`: in the nearest node_modules upwards.
 * @param {LockedPackages} packages
 * @param {string} from
 * @param {string} name
 */
function isLocked(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

/**
 * @param {string} name
 * @param {string} range
 * @param {boolean} dev
 * @returns {LockedPackage | null} null when the name says no platform, or the range no exact version
 */
function entryFor(name, range, dev) {
  const words = name.toLowerCase().split(/[^a-z0-9]+/)
  const os = words.map((word) => OS[word]).find((found) => found !== undefined)
  const cpu = words.map((word) => CPU[word]).find((found) => found !== undefined)
  const version = range.replace(/^[\^~=]/, '')
  if (!EXACT.test(version) || (os === undefined && cpu === undefined)) return null
  return { version, ...(cpu && { cpu: [cpu] }), ...(dev && { dev }), optional: true, ...(os && { os: [os] }) }
}

/** The optional dependencies that the lock names but does not hold. */
export function missingOptional(/** @type {LockedPackages} */ packages) {
  return Object.entries(packages).flatMap(([at, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, at, name))
      .map(([name, range]) => ({ name, range, entry: entryFor(name, range, dev) })),
  )
}

/** @param {{ packages: LockedPackages }} lock */
export function completeLock(lock) {
  const missing = missingOptional(lock.packages)
  const added = missing.flatMap(({ name, entry }) => (entry === null ? [] : [/** @type {const} */ ([`node_modules/${name}`, entry])]))
  const packages = [...Object.entries(lock.packages), ...added].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    lock: { ...lock, packages: Object.fromEntries(packages) },
    added: added.length,
    unknown: missing.filter(({ entry }) => entry === null).map(({ name, range }) => `${name}@${range}`),
  }
}
