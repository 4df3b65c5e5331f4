import { go } from 'fuzzysort'

export interface PaletteEntry {
  /** The same tomorrow: under it the choice is remembered. */
  readonly id: string
  readonly title: string
  readonly group: string
  /** Found by these too, though they are not shown. */
  readonly words?: string
}

export interface RankedEntry<Entry extends PaletteEntry> {
  readonly entry: Entry
  /** Places of the title's letters that were typed. */
  readonly marks: readonly number[]
}

/** What is not even this near is not meant. */
const FAR = 0.3
const MOST = 40
/** What was chosen lately wins over what fits a little better. */
const LATELY = 0.15

/** The entries that fit what was typed, the best first. With nothing typed all of them, those chosen lately first. */
export function rankEntries<Entry extends PaletteEntry>(entries: readonly Entry[], typed: string, lately: readonly string[]): readonly RankedEntry<Entry>[] {
  const text = typed.trim()
  const bonus = ({ id }: PaletteEntry) => (lately.includes(id) ? LATELY * (1 - lately.indexOf(id) / lately.length) : 0)
  if (text === '') return entries.toSorted((a, b) => bonus(b) - bonus(a)).map((entry) => ({ entry, marks: [] }))
  const found = go(text, entries, { keys: [({ title }) => title, ({ words }) => words ?? ''], threshold: FAR, limit: 0 })
  const places = new Map(entries.map((entry, place) => [entry, place]))
  const placeOf = (entry: Entry) => places.get(entry) ?? 0
  return found
    .map((result) => ({ entry: result.obj, marks: result[0]?.indexes ?? [], score: result.score + bonus(result.obj) }))
    .toSorted((a, b) => b.score - a.score || placeOf(a.entry) - placeOf(b.entry))
    .slice(0, MOST)
    .map(({ entry, marks }) => ({ entry, marks }))
}

export interface PaletteGroup<Entry extends PaletteEntry> {
  readonly heading: string
  readonly entries: readonly RankedEntry<Entry>[]
}

/** Under headings: with nothing typed by what they are, and what was chosen lately on top; else in one list, the best first. */
export function groupEntries<Entry extends PaletteEntry>(
  ranked: readonly RankedEntry<Entry>[],
  typed: string,
  lately: readonly string[],
): readonly PaletteGroup<Entry>[] {
  if (typed.trim() !== '') return ranked.length === 0 ? [] : [{ heading: 'Best first', entries: ranked }]
  const headings = new Map<string, RankedEntry<Entry>[]>()
  for (const one of ranked) {
    const heading = lately.includes(one.entry.id) ? 'Lately' : one.entry.group
    const members = headings.get(heading)
    if (members === undefined) headings.set(heading, [one])
    else members.push(one)
  }
  return [...headings].map(([heading, members]) => ({ heading, entries: members }))
}

const KEPT = 6

/** The choices remembered, with this one on top. */
export const withChoice = (lately: readonly string[], id: string): readonly string[] => [id, ...lately.filter((other) => other !== id)].slice(0, KEPT)
