import type * as z from 'zod'
import type { Json } from '../../../contract/json'
import { isList, isMap } from '../cel/values'
import { hasExpression } from '../template'
import type { Path } from '../yaml/placed'

/** One thing that a schema found wrong, told for people. */
export interface ConfigFault {
  /** Of the value; of the map for a key that should not be there. */
  readonly path: Path
  readonly kind: 'missing' | 'unknown_key' | 'wrong_key' | 'wrong'
  /** What the value must do, to follow its name; for an unknown key, the key. */
  readonly must: string
  /** What the value is, where it is of the wrong type. */
  readonly found: string | null
  /** What the kind's author says about it, a sentence of its own. */
  readonly sentence: string | null
  /** Texts that would fit, to suggest one. */
  readonly options: readonly string[]
}

type Issue = z.core.$ZodIssue

/** The faults of a value, without those that an expression may yet put right. */
export function configFaults(schema: z.ZodType, value: Json): readonly ConfigFault[] {
  const result = schema.safeParse(value)
  return result.success ? [] : faultsOf(result.error.issues, [], value)
}

function faultsOf(issues: readonly Issue[], base: Path, root: Json): readonly ConfigFault[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))]
    return isOpen(issue, path, root) ? [] : faultOf(issue, path, root)
  })
}

/** An expression's value is not known yet: nothing can be said of it, nor by a rule of our own about what holds it. */
function isOpen(issue: Issue, path: Path, root: Json): boolean {
  for (let length = 0; length <= path.length; length++) {
    const value = valueAt(root, path.slice(0, length))
    if (typeof value === 'string' && hasExpression(value)) return true
  }
  return issue.code === 'custom' && holdsExpression(valueAt(root, path))
}

function holdsExpression(value: Json | undefined): boolean {
  if (typeof value === 'string') return hasExpression(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression)
}

function faultOf(issue: Issue, path: Path, root: Json): readonly ConfigFault[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path, kind: 'unknown_key', must: key, found: null, sentence: null, options: [] }))
  if (issue.code === 'invalid_union') return unionFaults(issue, path, root)
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => ({ ...described(inner, null), path, kind: 'wrong_key' }))
  const value = valueAt(root, path)
  if (value === undefined) return [{ ...described(issue, null), path, kind: 'missing' }]
  return [{ ...described(issue, value), path, kind: 'wrong' }]
}

const described = (issue: Issue, value: Json): Pick<ConfigFault, 'must' | 'found' | 'sentence' | 'options'> => ({
  must: mustOf(issue),
  found: issue.code === 'invalid_type' ? inWords(value) : null,
  sentence: ZODS_OWN.test(issue.message) ? null : issue.message,
  options: issue.code === 'invalid_value' ? issue.values.filter((option) => typeof option === 'string') : [],
})

/** Of a union, the alternative that the value comes nearest to: one of its own type first, then the one with the fewest faults. */
function unionFaults(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, root: Json): readonly ConfigFault[] {
  const alternatives = issue.errors.map((issues) => faultsOf(issues, path, root))
  if (alternatives.some((faults) => faults.length === 0)) return []
  const sameType = alternatives.filter((faults) => !faults.some((fault) => fault.kind !== 'unknown_key' && fault.path.length === path.length))
  const [best] = [...sameType].sort((a, b) => a.length - b.length)
  if (best !== undefined) return best
  const options = [...discriminators(issue).map(String), ...alternatives.flatMap((faults) => faults.flatMap((fault) => fault.options))]
  const musts = new Set(alternatives.flatMap((faults) => faults.filter((fault) => fault.kind === 'wrong').map((fault) => fault.must)))
  const must =
    options.length > 0 && musts.size === 0 ? oneOf(options) : [...musts].map((each, index) => (index === 0 ? each : each.replace(/^be /, ''))).join(' or ')
  const value = valueAt(root, path)
  const found = alternatives.flat().find((fault) => fault.found !== null)?.found ?? null
  return [{ path, kind: value === undefined ? 'missing' : 'wrong', must: must === '' ? 'be something else' : must, found, sentence: null, options }]
}

/** What the key may hold that tells the alternatives apart, where they have one. */
const discriminators = (issue: Extract<Issue, { code: 'invalid_union' }>): readonly unknown[] =>
  'options' in issue && issue.options !== undefined ? issue.options : []

function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root
  for (const part of path) {
    if (value === undefined) return undefined
    if (isList(value)) value = value[Number(part)]
    else value = isMap(value) && Object.hasOwn(value, part) ? value[part] : undefined
  }
  return value
}

const oneOf = (options: readonly unknown[]): string =>
  options.length === 1 ? `be \`${String(options[0])}\`` : `be one of ${options.map((option) => `\`${String(option)}\``).join(', ')}`

/** Zod's own wording; anything else was written by the kind's author, for people, and is kept. */
const ZODS_OWN = /^(?:Invalid|Too (?:small|big)|Unrecognized)/

function mustOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `be ${TYPES.get(issue.expected) ?? issue.expected}`
    case 'invalid_value':
      return oneOf(issue.values)
    case 'too_small':
      return `${sized(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`
    case 'too_big':
      return `${sized(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`
    case 'not_multiple_of':
      return `be a multiple of ${issue.divisor}`
    case 'invalid_format':
      return FORMATS.get(issue.format) ?? /\bmust (.+)$/.exec(issue.message)?.[1] ?? `be written as ${issue.format}`
    default:
      return 'be something else'
  }
}

function sized(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${limit} ${limit === 1 ? 'character' : 'characters'}`
  if (origin === 'array' || origin === 'set') return `have ${bound} ${limit} ${limit === 1 ? 'item' : 'items'}`
  return `be ${bound} ${limit}`
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['object', 'a map of keys and values'],
  ['record', 'a map of keys and values'],
  ['null', 'empty'],
])

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['url', 'be a URL, such as `https://example.com`'],
  ['email', 'be an e-mail address'],
  ['uuid', 'be a UUID'],
  ['datetime', 'be a time, such as `2030-01-31T08:00:00Z`'],
])

function inWords(value: Json): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : String(value)
  return typeof value === 'boolean' ? `\`${String(value)}\`` : 'a map'
}
