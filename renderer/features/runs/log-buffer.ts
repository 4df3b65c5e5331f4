import type { LogLine } from '../../../engine/contract/log'

/** Lines are kept and read in pages of this many. */
export const PAGE_LINES = 500

/** What may be held at once; what lies farthest from the reader's eye goes first. */
const MAX_PAGES = 120
const MAX_CHARACTERS = 24_000_000

interface Page {
  /** By place in the page; holes have not been read. */
  readonly lines: readonly (LogLine | undefined)[]
  readonly known: number
  readonly characters: number
}

/**
 * A window over a run's log of any length. Line numbers have no gaps, so row n is line n + 1 and any page can be read
 * on its own: what was never looked at costs nothing. Immutable; a live batch copies one page.
 */
export interface LogBuffer {
  /** Number of the newest line known to exist. */
  readonly lastSeq: number
  readonly pages: ReadonlyMap<number, Page>
}

export const emptyLog = (lastSeq: number): LogBuffer => ({ lastSeq, pages: new Map() })

const pageOf = (seq: number): number => Math.floor((seq - 1) / PAGE_LINES)

/** The line with this number, unless it must be read first. */
export const lineAt = (log: LogBuffer, seq: number): LogLine | undefined => log.pages.get(pageOf(seq))?.lines[(seq - 1) % PAGE_LINES]

/** Takes in lines, read or live, in any order and any number of times. `eye` is the line being looked at. */
export function withLines(log: LogBuffer, lines: readonly LogLine[], eye: number): LogBuffer {
  if (lines.length === 0) return log
  const pages = new Map(log.pages)
  const touched = new Map<number, (LogLine | undefined)[]>()
  let lastSeq = log.lastSeq
  for (const line of lines) {
    const number = pageOf(line.seq)
    const copy = touched.get(number) ?? [...(pages.get(number)?.lines ?? [])]
    copy[(line.seq - 1) % PAGE_LINES] = line
    touched.set(number, copy)
    lastSeq = Math.max(lastSeq, line.seq)
  }
  for (const [number, copy] of touched) pages.set(number, measured(copy))
  return { lastSeq, pages: withinBounds(pages, pageOf(Math.max(1, eye))) }
}

function measured(lines: readonly (LogLine | undefined)[]): Page {
  let known = 0
  let characters = 0
  for (const line of lines) {
    if (line === undefined) continue
    known += 1
    characters += line.text.length
  }
  return { lines, known, characters }
}

function withinBounds(pages: Map<number, Page>, eye: number): Map<number, Page> {
  let characters = 0
  for (const page of pages.values()) characters += page.characters
  if (pages.size <= MAX_PAGES && characters <= MAX_CHARACTERS) return pages
  const farthestFirst = [...pages.keys()].toSorted((a, b) => Math.abs(b - eye) - Math.abs(a - eye))
  for (const number of farthestFirst) {
    if ((pages.size <= MAX_PAGES && characters <= MAX_CHARACTERS) || Math.abs(number - eye) <= 1) break
    characters -= pages.get(number)?.characters ?? 0
    pages.delete(number)
  }
  return pages
}

interface PageRequest {
  readonly page: number
  readonly afterSeq: number
  readonly limit: number
}

/** What must be read so that every line from `first` to `last` can be shown. */
export function missingPages(log: LogBuffer, first: number, last: number): readonly PageRequest[] {
  const end = Math.min(last, log.lastSeq)
  if (end < 1) return []
  const from = pageOf(Math.max(1, first))
  return Array.from({ length: pageOf(end) - from + 1 }, (_, offset) => from + offset)
    .filter((page) => (log.pages.get(page)?.known ?? 0) < linesIn(log, page))
    .map((page) => ({ page, afterSeq: page * PAGE_LINES, limit: PAGE_LINES }))
}

const linesIn = (log: LogBuffer, page: number): number => Math.min(PAGE_LINES, log.lastSeq - page * PAGE_LINES)

/** Rows that a browser can lay out one under another; a longer log is looked at through a window of them. */
const MAX_ROWS = 1_000_000

interface LogWindow {
  /** Line number of the first row. */
  readonly first: number
  readonly rows: number
  /** Whether the newest line is in it. */
  readonly reachesEnd: boolean
}

/** The rows around a line, or the newest ones. */
export function logWindow(lastSeq: number, around: number | 'end'): LogWindow {
  if (lastSeq <= MAX_ROWS) return { first: 1, rows: lastSeq, reachesEnd: true }
  const first = around === 'end' ? lastSeq - MAX_ROWS + 1 : Math.min(lastSeq - MAX_ROWS + 1, Math.max(1, around - MAX_ROWS / 2))
  return { first, rows: MAX_ROWS, reachesEnd: first + MAX_ROWS - 1 === lastSeq }
}
