import type { CacheDraft } from './draft'
import { Section, type Shape } from './section'

const CACHE: Shape = { what: '`cache`', keys: ['key', 'ttl'] }

const SECOND = 1000
const YEAR = 365 * 86_400_000

/** Whose outputs are used again, and how long. */
export function readCache(section: Section): CacheDraft | null {
  const entry = section.entry('cache')
  const cache = entry === null ? null : Section.open(entry.value, CACHE, section.problems)
  return cache === null ? null : { key: cache.requiredText('key'), ttlMs: cache.duration('ttl', { least: SECOND, most: YEAR }) }
}
