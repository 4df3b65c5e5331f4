import type { PlacedLogLine } from '../../../engine/contract/log'
import { type LineList, lineAt, NO_LINES, withNewer, withOlder } from './line-list'

/** What one search came to: lines newest first, and where to go on. */
export interface LogAnswer {
  readonly lines: readonly PlacedLogLine[]
  readonly before: number | null
  readonly searchedTo: number | null
}

/** The newest lines that match, as far back as they were looked for. */
export interface LogTail {
  readonly list: LineList
  /** Older lines are asked for from here on; null when there are none. */
  readonly before: number | null
  /** The time to which was searched; null before the first answer of an empty log. */
  readonly searchedTo: number | null
  /** Lines that were written after the last one held; null while the list reaches the newest. */
  readonly unseen: number | null
}

export const tailOf = (answer: LogAnswer): LogTail => withAnswer({ list: NO_LINES, before: null, searchedTo: null, unseen: null }, answer)

/** Older lines. */
export function withAnswer(tail: LogTail, { lines, before, searchedTo }: LogAnswer): LogTail {
  const { list, letGo } = withOlder(tail.list, lines.toReversed())
  return { list, before, searchedTo: searchedTo ?? tail.searchedTo, unseen: letGo ? (tail.unseen ?? 0) : tail.unseen }
}

/** Lines as they are written. Who follows sees them and loses the oldest; under who reads elsewhere nothing is taken away, and they are counted. */
export function withHeard(tail: LogTail, lines: readonly PlacedLogLine[], following: boolean): LogTail {
  if (tail.unseen !== null) return { ...tail, unseen: tail.unseen + lines.length }
  const list = withNewer(tail.list, lines)
  const letGo = tail.list.rows > 0 && list.firstNumber !== tail.list.firstNumber
  if (!letGo) return { ...tail, list }
  if (!following) return { ...tail, unseen: lines.length }
  const first = lineAt(list, 0)
  return first === undefined ? { ...tail, list } : { ...tail, list, before: first.place, searchedTo: first.at }
}
