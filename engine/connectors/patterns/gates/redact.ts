import { findPii } from '../pii/find-pii.ts'
import { ALL_PII, type PiiSpan, type Span } from '../pii/personal-data.ts'
import type { SignSpan } from '../injection/signs.ts'

/** What is put in the place of a piece of text. */
export interface Mark extends Span {
  readonly mark: string
}

export const piiMarks = (spans: readonly PiiSpan[]): Mark[] => spans.map(({ kind, start, end }) => ({ start, end, mark: `[${kind}]` }))

/** Characters that nobody saw leave nothing behind. */
export const injectionMarks = (spans: readonly SignSpan[]): Mark[] =>
  spans.map(({ sign, start, end }) => ({ start, end, mark: sign === 'hidden_characters' ? '' : '[injection]' }))

/** The text with marks; where they lie over one another the later one begins where the earlier one ends. */
export function withMarks(text: string, marks: readonly Mark[]): string {
  const pieces: string[] = []
  let from = 0
  for (const { start, end, mark } of [...marks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= from) continue
    if (start >= from) pieces.push(text.slice(from, start), mark)
    from = end
  }
  pieces.push(text.slice(from))
  return pieces.join('')
}

/** The text as it may be told. */
export const withoutPii = (text: string): string => withMarks(text, piiMarks(findPii(text, ALL_PII)))
