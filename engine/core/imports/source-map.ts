import type { Json } from '../../contract/json'
import type { ImportLevel } from '../../contract/import'
import { inWords } from '../pipelines/file/section'
import type { Range } from '../pipelines/problems'
import { type Placed, type PlacedList, type PlacedMap, toJson } from '../pipelines/yaml/placed'
import type { ImportReport, Place } from './import-report'
import { quoted } from './quoted'

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** The path of what stands under a key, or at a place of a list. */
export function below(path: string, part: string | number): string {
  if (typeof part === 'number') return `${path}[${part}]`
  if (!PLAIN_KEY.test(part)) return `${path}[${JSON.stringify(part).slice(0, 80)}]`
  return path === '' ? part : `${path}.${part}`
}

/** A value that is text; null for any other, and for none. */
export const textOf = (value: Placed | undefined): string | null => (value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : null)

/** A map of the source that remembers which of its keys were read, so that `close` can tell of all others. */
export class SourceMap {
  readonly #unread: Set<string>

  constructor(
    readonly node: PlacedMap,
    readonly path: string,
    readonly report: ImportReport,
  ) {
    this.#unread = new Set(node.entries.keys())
  }

  get place(): Place {
    return { path: this.path, range: this.node.range }
  }

  /** What stands under a key, which counts as read; null when there is nothing. */
  take(key: string): Placed | null {
    this.#unread.delete(key)
    const value = this.node.entries.get(key)?.value
    return value === undefined || (value.kind === 'scalar' && value.value === null) ? null : value
  }

  /** The first of several keys that mean the same; the others stay unread. */
  first(keys: readonly string[]): { readonly key: string; readonly value: Placed } | null {
    for (const key of keys) {
      const value = this.take(key)
      if (value !== null) return { key, value }
    }
    return null
  }

  /** Numbers and truths count as their text. */
  text(key: string): string | null {
    const value = this.take(key)
    if (value === null) return null
    if (value.kind === 'scalar' && value.value !== null) return String(value.value)
    return this.#refuse(key, value, 'text')
  }

  number(key: string): number | null {
    const value = this.take(key)
    if (value === null) return null
    if (value.kind === 'scalar' && typeof value.value === 'number') return value.value
    return this.#refuse(key, value, 'a number')
  }

  flag(key: string): boolean | null {
    const value = this.take(key)
    if (value === null) return null
    if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value
    return this.#refuse(key, value, 'true or false')
  }

  list(key: string): PlacedList | null {
    const value = this.take(key)
    return value === null || value.kind === 'list' ? value : this.#refuse(key, value, 'a list')
  }

  map(key: string): SourceMap | null {
    const value = this.take(key)
    if (value === null) return null
    return value.kind === 'map' ? new SourceMap(value, below(this.path, key), this.report) : this.#refuse(key, value, 'a map')
  }

  json(key: string): Json | undefined {
    const value = this.take(key)
    return value === null ? undefined : toJson(value)
  }

  has(key: string): boolean {
    return this.node.entries.has(key)
  }

  /** Of the key and its value. */
  placeOf(key: string): Place {
    const entry = this.node.entries.get(key)
    const range: Range = entry === undefined ? this.node.range : { start: entry.keyRange.start, end: Math.max(entry.keyRange.end, entry.value.range.end) }
    return { path: below(this.path, key), range }
  }

  /** Says something of a key, which counts as read. */
  note(level: ImportLevel, key: string, message: string): void {
    this.#unread.delete(key)
    this.report.note(level, this.placeOf(key), message)
  }

  /** Tells of every key that nobody read. `what`: as it stands in sentences, such as `a stage`. */
  close(what: string): void {
    for (const key of this.#unread) this.report.note('not_kept', this.placeOf(key), `${quoted(key)} of ${what} has no counterpart.`)
    this.#unread.clear()
  }

  #refuse(key: string, value: Placed, wanted: string): null {
    this.note('not_kept', key, `${quoted(key)} should be ${wanted}, but is ${inWords(value)}.`)
    return null
  }
}
