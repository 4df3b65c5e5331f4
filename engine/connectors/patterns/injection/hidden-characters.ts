import type { Span } from '../pii/personal-data.ts'
import type { SignSpan } from './signs.ts'

/** Characters that nobody sees: of no width, of direction, tags, and variation selectors one after another. */
const RUN = /[\u{E0000}-\u{E007F}]+|[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]{2,}|[\u200B-\u200D\u2060-\u2064\uFEFF\u180E]+|[\u202A-\u202E\u2066-\u2069]/gu
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u
/** Ends the flags of England, Scotland and Wales, which are spelled in tags. */
const FLAG = '\u{1F3F4}'
const FLAG_TAGS = /^[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{2,6}\u{E007F}$/u
/** As many as these are more than a line break that somebody wished for. */
const MANY = 8

export function findHiddenCharacters(text: string): SignSpan[] {
  const isRightToLeft = RIGHT_TO_LEFT.test(text)
  const runs = [...text.matchAll(RUN)].map(({ 0: run, index: start }) => ({ run, start, end: start + run.length }))
  const many = runs.length >= MANY
  return runs.flatMap((each) => signOf(text, each, { isRightToLeft, many }) ?? [])
}

function signOf(
  text: string,
  { run, start, end }: Span & { readonly run: string },
  { isRightToLeft, many }: { readonly isRightToLeft: boolean; readonly many: boolean },
): SignSpan | null {
  if (/^[\u{E0000}-\u{E007F}]/u.test(run)) {
    if (text.slice(Math.max(0, start - 2), start) === FLAG && FLAG_TAGS.test(run)) return null
    return { sign: 'hidden_text', start, end, evidence: `characters that are not shown, and spell: ${spelled(run)}` }
  }
  if (/^[\u202A-\u202E\u2066-\u2069]/.test(run))
    return /^[\u202D\u202E]/.test(run) || !isRightToLeft ? hidden(start, end, 'a character that turns the direction of the text') : null
  if (/^[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u.test(run)) return hidden(start, end, `${[...run].length} variation selectors in a row, which can carry text`)
  return isOdd(text, { start, end }) || (many && !isJoining(text, { start, end })) ? hidden(start, end, 'characters of no width') : null
}

const hidden = (start: number, end: number, evidence: string): SignSpan => ({ sign: 'hidden_characters', start, end, evidence })

/** Inside a word of Latin, Greek or Cyrillic letters, where nothing needs them; or several in a row. */
function isOdd(text: string, { start, end }: Span): boolean {
  const letter = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u
  return (letter.test(text.charAt(start - 1)) && letter.test(text.charAt(end))) || end - start >= 4
}

/** Joins emoji, or letters of scripts that need it. */
const isJoining = (text: string, { start, end }: Span): boolean =>
  end - start === 1 && /[\u200C\u200D]/.test(text.charAt(start)) && !/[\x00-\x7F]/.test(text.charAt(start - 1) + text.charAt(end))

const spelled = (run: string): string =>
  [...run]
    .map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000))
    .join('')
    .replace(/[^\x20-\x7e]/g, '')
