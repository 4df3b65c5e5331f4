import { IMPORT_LEVELS, type ImportLevel, type ImportNote } from '../../contract/import'
import { visible } from './visible'

const HEADINGS: Readonly<Record<ImportLevel, string>> = {
  not_kept: 'Not kept:',
  kept_differently: 'Kept in another way:',
  assumed: 'Assumed:',
}

/** A report by level, each note with its place in the source, which editors and terminals turn into a link. */
export function importNoteLines(file: string, report: readonly ImportNote[]): readonly string[] {
  if (report.length === 0) return ['Everything was kept.']
  return IMPORT_LEVELS.flatMap((level) => {
    const notes = report.filter((note) => note.level === level)
    return notes.length === 0
      ? []
      : [
          HEADINGS[level],
          ...notes.map(({ line, column, path, message }) => `  ${file}:${line}:${column}: ${visible(path === '' ? message : `${path}: ${message}`)}`),
        ]
  })
}
