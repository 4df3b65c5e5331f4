import type { PlacedLogLine } from '../../../engine/contract/log'

/** Lines held at once, and the characters in them; what lies farther from where lines come in is let go, and can be read again. */
export const MAX_LINES = 200_000
const MAX_CHARACTERS = 40_000_000
/** Lines are kept in parts of about this many, so that taking in a few copies little. */
const PART_LINES = 1000

interface Part {
  readonly lines: readonly PlacedLogLine[]
  readonly characters: number
}

/**
 * A stretch of the log of all runs, oldest first, that grows at both ends. Every line has a number of its own that it
 * keeps: one more than the line before it, whatever is added or let go. Immutable.
 */
export interface LineList {
  readonly parts: readonly Part[]
  /** The row at which each part begins. */
  readonly starts: readonly number[]
  readonly rows: number
  /** Number of the first line. */
  readonly firstNumber: number
}

/** Far from nothing, so that older lines have numbers too. */
const FIRST_NUMBER = 1_000_000_000

export const NO_LINES: LineList = { parts: [], starts: [], rows: 0, firstNumber: FIRST_NUMBER }

export function lineAt({ parts, starts, rows }: LineList, row: number): PlacedLogLine | undefined {
  if (row < 0 || row >= rows) return undefined
  let low = 0
  let high = parts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= row) low = middle
    else high = middle - 1
  }
  return parts[low]?.lines[row - (starts[low] ?? 0)]
}

export const numberAt = ({ firstNumber }: LineList, row: number): number => firstNumber + row

export function rowOfNumber({ firstNumber, rows }: LineList, number: number): number | null {
  const row = number - firstNumber
  return row >= 0 && row < rows ? row : null
}

/** Adds lines that come after all others; of too many the oldest go. */
export function withNewer(held: LineList, lines: readonly PlacedLogLine[]): LineList {
  if (lines.length === 0) return held
  const { parts, rows, firstNumber } = held
  const last = parts.at(-1)
  const grown = last !== undefined && last.lines.length < PART_LINES ? [...parts.slice(0, -1), joined(last.lines, lines)] : [...parts, joined(lines)]
  const list = assembled(withinBounds(grown, 'oldest'))
  return { ...list, firstNumber: firstNumber + rows + lines.length - list.rows }
}

/** Adds lines that come before all others; of too many the newest go, which `letGo` tells. */
export function withOlder({ parts, rows, firstNumber }: LineList, lines: readonly PlacedLogLine[]): { readonly list: LineList; readonly letGo: boolean } {
  const first = parts[0]
  const fits = first !== undefined && first.lines.length + lines.length <= PART_LINES
  const grown = lines.length === 0 ? parts : fits ? [joined(lines, first.lines), ...parts.slice(1)] : [joined(lines), ...parts]
  const list = assembled(withinBounds(grown, 'newest'))
  return { list: { ...list, firstNumber: firstNumber - lines.length }, letGo: list.rows < rows + lines.length }
}

function joined(...stretches: readonly (readonly PlacedLogLine[])[]): Part {
  const lines = stretches.flat()
  return { lines, characters: lines.reduce((sum, { text }) => sum + text.length, 0) }
}

function assembled(parts: readonly Part[]): Omit<LineList, 'firstNumber'> {
  const starts: number[] = []
  let rows = 0
  for (const { lines } of parts) {
    starts.push(rows)
    rows += lines.length
  }
  return { parts, starts, rows }
}

/** Lets whole parts go at one end, and with them the rest of the place that the cut went through: places are read again whole. */
function withinBounds(parts: readonly Part[], end: 'oldest' | 'newest'): readonly Part[] {
  const kept = [...parts]
  const take = () => (end === 'oldest' ? kept.shift() : kept.pop())
  let rows = kept.reduce((sum, { lines }) => sum + lines.length, 0)
  let characters = kept.reduce((sum, part) => sum + part.characters, 0)
  let cut: number | undefined
  while ((rows > MAX_LINES || characters > MAX_CHARACTERS) && kept.length > 1) {
    const gone = take()
    rows -= gone?.lines.length ?? 0
    characters -= gone?.characters ?? 0
    cut = (end === 'oldest' ? gone?.lines.at(-1) : gone?.lines[0])?.place
  }
  while (cut !== undefined && kept.length > 0) {
    const edge = take()
    const whole = edge?.lines.filter(({ place }) => place !== cut) ?? []
    if (whole.length === 0) continue
    if (end === 'oldest') kept.unshift(joined(whole))
    else kept.push(joined(whole))
    break
  }
  return kept
}
