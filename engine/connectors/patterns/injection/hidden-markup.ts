import type { Span } from '../pii/personal-data.ts'
import type { FindPhrases } from './find-phrases.ts'
import type { SignSpan } from './signs.ts'

const OPEN = '<!--'
const CLOSE = '-->'
/** `[//]: # (…)`: a definition that nothing refers to. */
const MARKDOWN_COMMENT = /^[ ]{0,3}\[(?:\/\/|comment|_|#)\]:[ \t]{0,8}(?:#|<>)[ \t]{0,8}[^\n]{0,2000}/gim
/** An element whose style keeps it from being seen, up to the next tag. */
const UNSEEN_ELEMENT =
  /<[a-z][^<>]{0,300}?(?:display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}0|opacity\s{0,4}:\s{0,4}0|\shidden[\s>=])[^<>]{0,300}>?[^<]{0,2000}/gi
const MAX_COMMENT = 16 * 1024

/** Comments and unseen elements that hold instructions. Those that hold none are as harmless as they look. */
export function findHiddenMarkup(text: string, findInstructions: FindPhrases): SignSpan[] {
  return [...comments(text), ...matches(text, MARKDOWN_COMMENT), ...matches(text, UNSEEN_ELEMENT)].flatMap(({ start, end }) => {
    const [first] = findInstructions(text.slice(start, Math.min(end, start + MAX_COMMENT)))
    return first === undefined ? [] : [{ sign: 'hidden_text' as const, start, end, evidence: text.slice(start + first.start, start + first.end) }]
  })
}

function* matches(text: string, pattern: RegExp): Generator<Span> {
  for (const { 0: matched, index: start } of text.matchAll(pattern)) yield { start, end: start + matched.length }
}

/** One that is not closed hides all that follows. */
function* comments(text: string): Generator<Span> {
  for (let start = text.indexOf(OPEN); start !== -1;) {
    const close = text.indexOf(CLOSE, start)
    const end = close === -1 ? text.length : close + CLOSE.length
    yield { start, end }
    start = text.indexOf(OPEN, end)
  }
}
