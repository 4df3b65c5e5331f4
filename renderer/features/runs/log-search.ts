import type { LogLine } from '../../../engine/contract/log'
import { plainText } from '../../components/log/ansi'

/** More places than this are not kept: nobody jumps through them one by one. */
export const MAX_FOUND = 10_000

export interface LogSearch {
  readonly text: string
  /** Line numbers, oldest first. */
  readonly found: readonly number[]
  /** Every line up to this one has been looked at. */
  readonly searchedTo: number
}

export const startSearch = (text: string): LogSearch => ({ text, found: [], searchedTo: 0 })

export const isFull = (search: LogSearch): boolean => search.found.length >= MAX_FOUND

/** Looks at the next lines, given in order; ones seen before are passed over. `to`: nothing more lies before this number. */
export function searchOn(search: LogSearch, lines: readonly LogLine[], to: number): LogSearch {
  const needle = search.text.toLowerCase()
  const found: number[] = []
  for (const { seq, text } of lines) {
    if (seq > search.searchedTo && search.found.length + found.length < MAX_FOUND && plainText(text).toLowerCase().includes(needle)) found.push(seq)
  }
  return { text: search.text, found: found.length === 0 ? search.found : [...search.found, ...found], searchedTo: Math.max(search.searchedTo, to) }
}

/** The place (in `found`) of the next hit after a line, or before it; goes round at the ends. Null when there is none. */
export function nextHit({ found }: LogSearch, fromSeq: number, direction: 1 | -1): number | null {
  if (found.length === 0) return null
  if (direction === 1) {
    const after = found.findIndex((seq) => seq > fromSeq)
    return after === -1 ? 0 : after
  }
  const before = found.findLastIndex((seq) => seq < fromSeq)
  return before === -1 ? found.length - 1 : before
}
