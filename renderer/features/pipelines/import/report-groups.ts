import { IMPORT_LEVELS, type ImportLevel, type ImportNote } from '../../../../engine/contract/import'
import { plural } from '../../../lib/format-count'

export interface ReportGroup {
  readonly level: ImportLevel
  readonly title: string
  /** What the level means. */
  readonly about: string
  readonly notes: readonly ImportNote[]
}

const LEVELS: Readonly<Record<ImportLevel, Pick<ReportGroup, 'title' | 'about'>>> = {
  not_kept: { title: 'Not kept', about: 'Nothing in the pipeline stands for these.' },
  kept_differently: { title: 'Kept in another way', about: 'These are there, but not as they were.' },
  assumed: { title: 'Assumed', about: 'The source left these open.' },
}

/** What matters most first; levels without a note are left out. */
export const groupReport = (report: readonly ImportNote[]): readonly ReportGroup[] =>
  IMPORT_LEVELS.map((level) => ({ level, ...LEVELS[level], notes: report.filter((note) => note.level === level) })).filter(({ notes }) => notes.length > 0)

/** `3 not kept, 1 assumed`; that everything was kept. */
export function reportInWords(report: readonly ImportNote[]): string {
  const groups = groupReport(report)
  return groups.length === 0
    ? 'Everything was kept'
    : groups.map(({ title, notes }) => plural(notes.length, title.toLowerCase(), title.toLowerCase())).join(', ')
}
