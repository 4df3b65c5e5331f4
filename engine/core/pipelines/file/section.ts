import { didYouMean } from '../../shared/did-you-mean'
import { formatDuration, parseDuration } from '../../shared/duration'
import type { Problems, Range } from '../problems'
import type { Placed, PlacedEntry, PlacedList, PlacedMap } from '../yaml/placed'

/** A value read from the file, and where it stands. */
export interface Found<T> {
  readonly value: T
  readonly range: Range
}

/** What a map of the file may hold. */
export interface Shape {
  /** As it stands in sentences: `a step`. */
  readonly what: string
  readonly keys: readonly string[]
  /** Keys that are known but not built yet. */
  readonly notYet?: readonly string[]
}

/** A map of the file, read key by key. Each reader tells what is wrong and then answers null, as for a key that is not there. */
export class Section {
  private constructor(
    readonly node: PlacedMap,
    readonly what: string,
    readonly problems: Problems,
  ) {}

  /** Null, and a problem, when the value is not a map. Unknown keys are told here. */
  static open(placed: Placed, shape: Shape, problems: Problems): Section | null {
    if (placed.kind !== 'map') {
      problems.error({ code: 'wrong_type', message: `${capital(shape.what)} is a map of keys and values, not ${inWords(placed)}.`, range: placed.range })
      return null
    }
    for (const entry of placed.entries.values()) refuseUnknown(entry, shape, problems)
    return new Section(placed, shape.what, problems)
  }

  /** Present and not empty. */
  entry(key: string): PlacedEntry | null {
    const entry = this.node.entries.get(key)
    return entry === undefined || (entry.value.kind === 'scalar' && entry.value.value === null) ? null : entry
  }

  text(key: string): Found<string> | null {
    const entry = this.entry(key)
    if (entry === null) return null
    const { value, range } = entry.value.kind === 'scalar' ? entry.value : { value: null, range: entry.value.range }
    if (typeof value === 'string') return { value, range }
    if (value === null) return this.#refuse(key, 'must be text', entry.value)
    this.problems.error({
      code: 'wrong_type',
      message: `\`${key}\` must be text. Put it in quotes.`,
      range,
      replacement: JSON.stringify(this.problems.text.slice(range.start, range.end)),
    })
    return null
  }

  requiredText(key: string): Found<string> | null {
    if (this.entry(key) === null) this.missing(key)
    return this.text(key)
  }

  missing(key: string): void {
    const there = this.node.entries.get(key)
    const range = there?.keyRange ?? [...this.node.entries.values()][0]?.keyRange ?? this.node.range
    this.problems.error({ code: 'missing_key', message: there === undefined ? `${capital(this.what)} needs \`${key}\`.` : `\`${key}\` has no value.`, range })
  }

  oneOf<T extends string>(key: string, options: readonly T[]): T | null {
    const found = this.text(key)
    if (found === null) return null
    const option = options.find((each) => each === found.value)
    if (option !== undefined) return option
    const replacement = this.problems.suggest(found.value, () => options)
    const listed = options.map((each) => `\`${each}\``).join(', ')
    this.problems.error({ code: 'wrong_value', message: `\`${key}\` must be one of ${listed}.${didYouMean(replacement)}`, range: found.range, replacement })
    return null
  }

  whole(key: string, { least, most }: { readonly least: number; readonly most: number }): number | null {
    const entry = this.entry(key)
    if (entry === null) return null
    const value = entry.value.kind === 'scalar' ? entry.value.value : null
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    return this.#refuse(key, `must be a whole number from ${least} to ${most}`, entry.value, 'wrong_value')
  }

  /** In milliseconds. */
  duration(key: string, { least, most }: { readonly least: number; readonly most: number }): number | null {
    const entry = this.entry(key)
    if (entry === null) return null
    const value = entry.value.kind === 'scalar' ? entry.value.value : null
    const ms = typeof value === 'string' || value === 0 ? parseDuration(String(value)) : null
    if (ms === null) return this.#notDuration(key, entry.value)
    if (ms >= least && ms <= most) return ms
    return this.#refuse(key, `must be from ${formatDuration(least)} to ${formatDuration(most)}`, entry.value, 'wrong_value')
  }

  flag(key: string): boolean | null {
    const entry = this.entry(key)
    if (entry === null) return null
    const value = entry.value.kind === 'scalar' ? entry.value.value : null
    return typeof value === 'boolean' ? value : this.#refuse(key, 'must be true or false', entry.value)
  }

  list(key: string): PlacedList | null {
    const value = this.entry(key)?.value
    if (value === undefined || value.kind === 'list') return value ?? null
    return this.#refuse(key, 'must be a list', value)
  }

  map(key: string): PlacedMap | null {
    const value = this.entry(key)?.value
    if (value === undefined || value.kind === 'map') return value ?? null
    return this.#refuse(key, 'must be a map of keys and values', value)
  }

  #notDuration(key: string, placed: Placed): null {
    const plain = placed.kind === 'scalar' && typeof placed.value === 'number' && placed.value > 0 ? `${placed.value}s` : null
    const hint = plain === null ? ', such as `500ms`, `30s`, `5m` or `1h30m`' : `: say of what, such as \`${plain}\` for seconds`
    this.problems.error({ code: 'duration', message: `\`${key}\` must be a duration${hint}.`, range: placed.range, replacement: plain })
    return null
  }

  #refuse(key: string, must: string, placed: Placed, code = 'wrong_type'): null {
    this.problems.error({ code, message: `\`${key}\` ${must}${code === 'wrong_type' ? `, not ${inWords(placed)}` : ''}.`, range: placed.range })
    return null
  }
}

function refuseUnknown({ key, keyRange }: PlacedEntry, { what, keys, notYet = [] }: Shape, problems: Problems): void {
  if (keys.includes(key)) return
  if (notYet.includes(key)) {
    problems.error({ code: 'not_available', message: `\`${key}\` is not available in this version yet.`, range: keyRange })
    return
  }
  const replacement = problems.suggest(key, () => keys)
  problems.error({ code: 'unknown_key', message: `\`${key}\` is not a key of ${what}.${didYouMean(replacement)}`, range: keyRange, replacement })
}

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** What a value is, for sentences that say what it should have been. */
export function inWords(placed: Placed): string {
  if (placed.kind === 'list') return 'a list'
  if (placed.kind === 'map') return 'a map'
  if (placed.value === null) return 'empty'
  if (typeof placed.value === 'string') return 'text'
  return typeof placed.value === 'number' ? 'a number' : `\`${String(placed.value)}\``
}
