import { quoted } from '../quoted'
import type { SourceMap } from '../source-map'

export type DataFormat = 'csv' | 'json' | 'yaml'

const FORMATS: Readonly<Record<string, DataFormat>> = { csv: 'csv', json: 'json', yaml: 'yaml', yml: 'yaml' }

/** The format that the config names, else the one that the path ends in. */
export function formatOf(config: SourceMap, path: string | null): DataFormat | null {
  const named = config.text('format')
  const format = named === null ? null : (lookUp(named) ?? null)
  if (named !== null && format === null) config.note('not_kept', 'format', `${quoted(named)} is no format that is known here: there are csv, json and yaml.`)
  return format ?? lookUp(/\.([A-Za-z0-9]+)$/.exec(path ?? '')?.[1] ?? '') ?? null
}

const lookUp = (word: string): DataFormat | undefined => {
  const key = word.toLowerCase()
  return Object.hasOwn(FORMATS, key) ? FORMATS[key] : undefined
}

export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text)

/** Says where a path leads now. */
export function notePath(config: SourceMap, key: string, path: string): void {
  const message = /^(?:[/\\~]|[A-Za-z]:)/.test(path)
    ? 'Steps read and write in the folder of the pipeline, the folder of the run and the roots that the settings add; this path must lie in one of them.'
    : 'The path starts in the folder of the pipeline.'
  config.note('kept_differently', key, message)
}
