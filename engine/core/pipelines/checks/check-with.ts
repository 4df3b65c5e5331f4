import type * as z from 'zod'
import { didYouMean } from '../../shared/did-you-mean'
import { capital } from '../file/section'
import { hasExpression } from '../template'
import type { KindRules } from '../kind-rules'
import type { Problems, Range } from '../problems'
import { type Path, type Placed, type PlacedMap, type PlacedScalar, spotAt, textsIn, toJsonBy, toJsonObject } from '../yaml/placed'
import { knownKeys } from './known-keys'
import { type ConfigFault, configFaults } from './zod-issues'

/** The `with` of one step, to be checked by its kind. */
export interface ConfigPlace {
  readonly config: z.ZodType
  readonly uses: string
  /** Null when the step has none. */
  readonly with: PlacedMap | null
  /** Where to say that something is missing. */
  readonly range: Range
}

/** Checks `with` against the kind's schema; parts that hold expressions are left to the run. */
export function checkWith(place: ConfigPlace, problems: Problems): void {
  const faults = configFaults(place.config, place.with === null ? {} : toJsonObject(place.with))
  for (const fault of faults) report(fault, place, problems)
}

function report(fault: ConfigFault, place: ConfigPlace, problems: Problems): void {
  switch (fault.kind) {
    case 'missing':
      return problems.error({ code: 'missing_key', message: fault.sentence ?? missing(fault, place), range: nearest(fault.path.slice(0, -1), place) })
    case 'unknown_key':
      return reportUnknownKey(fault, place, problems)
    case 'wrong_key':
      return problems.error({
        code: 'config',
        message: fault.sentence ?? `The key ${nameOf(fault.path)} must ${fault.must}.`,
        range: nearest(fault.path, place),
      })
    case 'wrong':
      return reportWrong(fault, place, problems)
  }
}

const missing = ({ path }: ConfigFault, { uses }: ConfigPlace): string =>
  path.length === 1
    ? `A step of the kind \`${uses}\` needs \`${String(path[0])}\` in \`with\`.`
    : `${capital(nameOf(path.slice(0, -1)))} needs \`${String(path.at(-1))}\`.`

function reportUnknownKey({ path, must: key }: ConfigFault, place: ConfigPlace, problems: Problems): void {
  const replacement = problems.suggest(key, () => knownKeys(place.config, path))
  const where = path.length === 0 ? `the kind \`${place.uses}\`` : nameOf(path)
  const range = nearest([...path, key], place)
  problems.error({ code: 'unknown_key', message: `\`${key}\` is not a key of ${where}.${didYouMean(replacement)}`, range, replacement })
}

function reportWrong({ path, must, found, sentence, options }: ConfigFault, place: ConfigPlace, problems: Problems): void {
  const spot = spotOf(path, place)
  const replacement = spot?.value.kind === 'scalar' ? cure(spot.value, { path, must, options }, place, problems) : null
  const meant = replacement !== null && options.includes(replacement) ? replacement : null
  const message = `${sentence ?? `${capital(nameOf(path))} must ${must}${found === null ? '' : `, not ${found}`}.`}${didYouMean(meant)}`
  problems.error({ code: 'config', message, range: spot === null || path.length === 0 ? place.range : spot.value.range, replacement })
}

/** One of the options; or, for a number that should be text, what makes the value right: quotes, or the unit of a duration. */
function cure(
  scalar: PlacedScalar,
  { path, must, options }: Pick<ConfigFault, 'path' | 'must' | 'options'>,
  place: ConfigPlace,
  problems: Problems,
): string | null {
  const { value, range } = scalar
  if (typeof value === 'string') return problems.suggest(value, () => options)
  if (value === null || !must.startsWith('be text') || place.with === null) return null
  const written = problems.text.slice(range.start, range.end)
  const root = place.with
  const isRight = (text: string): boolean =>
    !configFaults(
      place.config,
      toJsonBy((each) => (each === scalar ? text : each.value), root),
    ).some((fault) => isSamePath(fault.path, path))
  if (isRight(written)) return JSON.stringify(written)
  return isRight(`${written}s`) ? `${written}s` : null
}

const isSamePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((part, index) => part === b[index])

const spotOf = (path: Path, place: ConfigPlace) => (place.with === null ? null : spotAt(place.with, path))

/** The key of what is there, or of what holds it. */
function nearest(path: Path, place: ConfigPlace): Range {
  for (let length = path.length; length > 0; length--) {
    const spot = spotOf(path.slice(0, length), place)
    if (spot !== null) return spot.keyRange ?? spot.value.range
  }
  return place.range
}

function nameOf(path: Path): string {
  const last = path.at(-1)
  if (last === undefined) return '`with`'
  return typeof last === 'number' ? `item ${last + 1} of ${nameOf(path.slice(0, -1))}` : `\`${last}\``
}

/** Asks the kind about expressions where its own rules forbid them. */
export function checkTemplate(placed: PlacedMap, { checkTemplate: check }: Pick<KindRules, 'checkTemplate'>, problems: Problems): void {
  for (const { path, message } of check?.(toJsonObject(placed)) ?? []) {
    const spot = spotAt(placed, path === '' ? [] : path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)))
    problems.error({ code: 'expression_not_allowed', message, range: spot?.value.range ?? placed.range })
  }
}

/** Refuses `${{ }}` where a kind forbids it. Its paths are dot separated and cover what lies below them. */
export function checkNoExpressions(placed: Placed, paths: readonly string[], problems: Problems): void {
  for (const { scalar, path } of paths.length === 0 ? [] : textsIn(placed)) {
    const dotted = path.join('.')
    if (!hasExpression(scalar.value) || !paths.some((each) => dotted === each || dotted.startsWith(`${each}.`))) continue
    const message = `${capital(nameOf(path))} cannot hold \`\${{ }}\`: what a step does must stand in the file. Hand the value over elsewhere in \`with\`.`
    problems.error({ code: 'expression_not_allowed', message, range: scalar.range })
  }
}
