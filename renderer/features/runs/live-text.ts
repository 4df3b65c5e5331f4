import type { LiveText } from '../../../engine/contract/run'

/** What a step at work has given out so far. */
export interface HeardText {
  /** 0 before anything came. */
  readonly attempt: number
  readonly text: string
  /** Where the text goes on: characters from the attempt's first. */
  readonly end: number
  /** Its beginning, or a piece, is missing: too long to keep, or it could no longer be had. */
  readonly incomplete: boolean
}

export const NO_TEXT: HeardText = { attempt: 0, text: '', end: 0, incomplete: false }

/** More is not kept on screen; the output is the place to read it whole. */
const MAX_KEPT = 240_000
const KEPT_AFTER_CUT = 160_000

/** Pieces join at their offsets, heard once or twice; a later attempt begins anew, an earlier one is over. */
export const withPieces = (heard: HeardText, pieces: readonly LiveText[]): HeardText => cut(pieces.reduce(withPiece, heard))

function withPiece(heard: HeardText, { attempt, offset, text }: LiveText): HeardText {
  if (attempt < heard.attempt) return heard
  if (attempt > heard.attempt) return { attempt, text, end: offset + text.length, incomplete: offset > 0 }
  if (offset > heard.end) return { attempt, text: `${heard.text}\n…\n${text}`, end: offset + text.length, incomplete: true }
  const fresh = text.slice(heard.end - offset)
  return fresh === '' ? heard : { ...heard, text: heard.text + fresh, end: heard.end + fresh.length }
}

const cut = (heard: HeardText): HeardText => (heard.text.length <= MAX_KEPT ? heard : { ...heard, text: heard.text.slice(-KEPT_AFTER_CUT), incomplete: true })

const BLOCK = 4000

/** The text in blocks that end with a line: only the last one changes as more comes, so only that one is laid out again. */
export function blocksOf(text: string): readonly string[] {
  const blocks: string[] = []
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from + BLOCK)
    const to = newline === -1 ? text.length : newline + 1
    blocks.push(text.slice(from, to))
    from = to
  }
  return blocks
}
