import { quoted } from '../quoted'
import { type SourceMap, textOf } from '../source-map'

export type DataFormat = 'csv' | 'json' | 'yaml'

const FORMATS: ReadonlyMap<string, DataFormat> = new Map([
  ['csv', 'csv'],
  ['json', 'json'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
])

const formatNamed = (word: string): DataFormat | null => FORMATS.get(word.toLowerCase()) ?? null

/** Where a stage reads or writes its records. */
export type DataPlace = { readonly key: string } & Lead

type Lead =
  | { readonly kind: 'file'; readonly path: string; readonly format: DataFormat }
  | { readonly kind: 'web'; readonly path: string; readonly format: DataFormat | null }
  /** Null: no text stands there. */
  | { readonly kind: 'nowhere'; readonly path: string | null }

/** `keys`: where it may stand. A word such as `api` or `file` under one of them gives way to the address or the path under another. */
export function readPlace(config: SourceMap, keys: readonly string[], otherwise: string): DataPlace {
  const named = readFormat(config)
  const first = config.first(keys)?.key ?? otherwise
  const key = keys.find((each) => leadOf(textOf(config.node.entries.get(each)?.value), named).kind !== 'nowhere') ?? first
  if (key !== first) config.note('kept_differently', first, `What ${quoted(key)} says takes its place.`)
  return { key, ...leadOf(config.text(key), named) }
}

/** A file needs a format: the one that the config names, else the one that its path ends in. */
function leadOf(path: string | null, named: DataFormat | null): Lead {
  if (path === null) return { kind: 'nowhere', path }
  if (/^https?:\/\//i.test(path)) return { kind: 'web', path, format: named }
  const format = named ?? formatNamed(path.replace(/^.*\./s, ''))
  return format !== null && /[./\\]/.test(path) ? { kind: 'file', path, format } : { kind: 'nowhere', path }
}

function readFormat(config: SourceMap): DataFormat | null {
  const word = config.text('format')
  if (word === null) return null
  const format = formatNamed(word)
  if (format === null) config.note('not_kept', 'format', `${quoted(word)} is no format that is known here: there are csv, json and yaml.`)
  return format
}

/** Says where a path leads now. */
export function notePath(config: SourceMap, key: string, path: string): void {
  const message = /^(?:[/\\~]|[A-Za-z]:)/.test(path)
    ? 'Steps read and write in the folder of the pipeline, the folder of the run and the roots that the settings add; this path must lie in one of them.'
    : 'The path starts in the folder of the pipeline.'
  config.note('kept_differently', key, message)
}

/** What is as it always is need not be told. */
export function readDetails(config: SourceMap): void {
  for (const [key, usual] of USUAL) {
    const value = config.node.entries.get(key)?.value
    if (value?.kind === 'scalar' && usual.includes(value.value)) config.take(key)
  }
}

const USUAL: readonly (readonly [string, readonly (string | number | boolean | null)[]])[] = [
  ['delimiter', [',']],
  ['encoding', ['utf-8', 'utf8', 'UTF-8']],
  ['header', [true]],
]
