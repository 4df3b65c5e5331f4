// @ts-check
// Turns the table of layers into dependency-cruiser's `forbidden` rules.
import { LAYERS, TEST_EXTRAS } from './layers.js'

/** @typedef {import('./layers.js').Layer} Layer */

const TEST = '\\.(test|storage\\.test)\\.tsx?$'
const OUTSIDE = '^node_modules/'
const BUILT = '^out/'

const literal = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const isNodes = (/** @type {string} */ name) => name === 'node' || name.startsWith('node:')
const isFile = (/** @type {string} */ name) => /\.tsx?$/.test(name)
/** What a path begins with, or is, when it belongs to a row. */
const place = (/** @type {string} */ name) => `${literal(name)}${isFile(name) ? '$' : '/'}`

/** The rows that lie inside a row and are ruled by themselves. @returns {string[]} */
const rowsBelow = (/** @type {string} */ name) => Object.keys(LAYERS).filter((other) => other.startsWith(`${name}/`))

/** `engine/*` → every row of the engine. @returns {string[]} */
const expand = (/** @type {string} */ name) => (name.endsWith('/*') ? rowsBelow(name.slice(0, -2)) : [name])

/**
 * One regular expression that fits exactly the files of these rows, not those of rows inside them.
 * @param {readonly string[]} names
 */
function filesOf(names) {
  return names.map((name) => {
    const below = rowsBelow(name).filter((inner) => !names.includes(inner))
    const except = below.length === 0 ? '' : `(?!${below.map(place).join('|')})`
    return `^${except}${place(name)}`
  }).join('|')
}

/** @param {readonly string[]} packages */
function packagePattern(packages) {
  const names = packages.filter((name) => !isNodes(name)).map((name) => {
    const text = literal(name).replaceAll('\\*', '[^/]+')
    return `${text}|@types/${text.replace('@', '').replace('/', '__')}`
  })
  return `${OUTSIDE}(${names.join('|')})/`
}

/** @param {readonly string[]} items */
const list = (items) => (items.length === 0 ? 'nothing' : items.join(', '))

/**
 * @param {string} name
 * @param {{ from: object, packages: readonly string[] }} scope
 */
function packageRules(name, { from, packages }) {
  const sentence = `${name} may use these packages: ${list(packages)}. Another one needs a row in tools/layers.js, or a place that has it.`
  const rules = []
  if (!packages.includes('*')) {
    const allowed = packages.some((item) => !isNodes(item)) ? { pathNot: packagePattern(packages) } : {}
    rules.push({ name: `${name}: package`, severity: 'error', comment: sentence, from, to: { path: OUTSIDE, ...allowed } })
  }
  if (!packages.includes('node')) {
    const modules = packages.filter(isNodes).map((item) => literal(item.slice('node:'.length)))
    const allowed = modules.length > 0 ? { pathNot: `^(node:)?(${modules.join('|')})$` } : {}
    rules.push({ name: `${name}: node module`, severity: 'error', comment: sentence, from, to: { dependencyTypes: ['core'], ...allowed } })
  }
  return rules
}

/**
 * @param {string} name
 * @param {Layer} layer
 * @param {{ tests: boolean }} which  the row's tests, or all its other files
 */
function rowRules(name, layer, { tests }) {
  const extras = tests ? TEST_EXTRAS : { may: [], packages: [] }
  const label = tests ? `${name} (tests)` : name
  const may = [...new Set([...layer.may.flatMap(expand), ...extras.may])].filter((other) => other !== name)
  const packages = [...new Set([...layer.packages, ...extras.packages])]
  const from = (/** @type {string} */ path) => (tests ? { path: `(?=${path}).*${TEST}` } : { path, pathNot: TEST })
  const files = filesOf([name])

  /** @type {object[]} */
  const rules = [
    {
      name: label,
      severity: 'error',
      comment: `${label} may import ${list(may)}, beside itself (tools/layers.js).`,
      from: from(files),
      to: { pathNot: [filesOf([name, ...may]), OUTSIDE, BUILT].join('|'), dependencyTypesNot: ['core', 'unknown'] },
    },
  ]
  const folders = Object.entries(layer.folders ?? {})
  for (const [folder, own] of folders) {
    const path = `^${place(`${name}/${folder}`)}`
    rules.push(...packageRules(tests ? `${name}/${folder} (tests)` : `${name}/${folder}`, { from: from(path), packages: [...packages, ...own] }))
  }
  const elsewhere = folders.length === 0 ? files : `(?!^${literal(name)}/(${folders.map(([folder]) => place(folder)).join('|')}))${files}`
  rules.push(...packageRules(label, { from: from(elsewhere), packages }))
  return rules
}

/** @param {string} name */
const apartRule = (name) => ({
  name: `${name}: each alone`,
  severity: 'error',
  comment: `Folders of ${name} never import each other: move what both need to renderer/components, renderer/lib or renderer/engine.`,
  from: { path: `^${literal(name)}/([^/]+)/` },
  to: { path: `^${literal(name)}/`, pathNot: `^${literal(name)}/$1/` },
})

const everywhere = [
  {
    name: 'no circles',
    severity: 'error',
    comment: 'Two files that need each other are one file, or lack a third: move what both need there.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'every import resolves',
    severity: 'error',
    comment: 'There is no such file or package.',
    from: {},
    // what is built is not there before it is built
    to: { couldNotResolve: true, pathNot: '(^|/)out/' },
  },
  {
    name: 'packages are listed',
    severity: 'error',
    comment: 'Only packages named in package.json may be imported: what another package brings along may be gone tomorrow.',
    // it runs inside Electron, beside a package.json of its own
    from: { pathNot: '^tools/electron-test/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
]

export const LAYER_RULES = [
  ...everywhere,
  ...Object.entries(LAYERS).flatMap(([name, layer]) => [
    ...rowRules(name, layer, { tests: false }),
    ...rowRules(name, layer, { tests: true }),
    ...(layer.apart ? [apartRule(name)] : []),
  ]),
]
