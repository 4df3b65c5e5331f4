import { LIMITS } from '../limits'
import { OVERLAPS } from '../spec'
import type { ConcurrencyDraft } from './draft'
import { Section, type Shape } from './section'

const CONCURRENCY: Shape = { what: '`concurrency`', keys: ['limit', 'group', 'overlap'] }

/** How many runs of the pipeline, or of each of its groups, go on at once. */
export function readConcurrency(file: Section): ConcurrencyDraft | null {
  const entry = file.entry('concurrency')
  const section = entry === null ? null : Section.open(entry.value, CONCURRENCY, file.problems)
  if (section === null) return null
  if (section.entry('limit') === null) section.missing('limit')
  return {
    limit: section.whole('limit', { least: 1, most: LIMITS.concurrency }) ?? 1,
    group: section.text('group'),
    overlap: section.oneOf('overlap', OVERLAPS) ?? 'queue',
  }
}
