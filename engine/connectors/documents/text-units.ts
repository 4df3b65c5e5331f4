/**
 * Estimated tokens, one unit each. Model vocabularies differ, so this counts what they have in common: a word is a token
 * per six letters or digits begun, a character of a script written without blanks (Han, kana, Hangul …) is one, and so is
 * every other visible character. For English prose this comes within about a tenth of common tokenizers.
 */
export const LETTERS_PER_TOKEN = 6

/** How good the place before a unit is for a cut; a higher number is better. */
export const BREAKS = { insideWord: 0, betweenSigns: 1, blank: 2, line: 3, sentence: 4, paragraph: 5 } as const

export interface TextUnits {
  /** Offset of each unit's first character, ascending. Blanks belong to the unit before them. */
  readonly starts: Int32Array
  /** What lies before each unit: one of BREAKS. */
  readonly breaks: Uint8Array
}

const WORD = /[\p{L}\p{M}\p{N}_]/u
const NO_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const BLANK = /\s/
const ENDS_SENTENCE = new Set(['.', '!', '?', '…', '。', '！', '？'])

type Kind = 'word' | 'sign' | 'blank'

export function textUnits(text: string): TextUnits {
  const starts: number[] = []
  const breaks: number[] = []
  let kindBefore: Kind = 'blank'
  let wordLength = 0
  let blanks = { any: false, newlines: 0 }
  let endedSentence = false
  for (let at = 0; at < text.length;) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const kind = kindOf(character)
    if (kind === 'blank') {
      blanks = { any: true, newlines: blanks.newlines + (character === '\n' ? 1 : 0) }
    } else {
      const goesOn = kind === 'word' && kindBefore === 'word' && !blanks.any
      if (!goesOn || wordLength >= LETTERS_PER_TOKEN) {
        starts.push(at)
        breaks.push(goesOn ? BREAKS.insideWord : breakOf(blanks, endedSentence))
        wordLength = 0
      }
      wordLength += character.length
      kindBefore = kind
      blanks = { any: false, newlines: 0 }
      endedSentence = ENDS_SENTENCE.has(character)
    }
    at += character.length
  }
  return { starts: Int32Array.from(starts), breaks: Uint8Array.from(breaks) }
}

function breakOf(blanks: { readonly any: boolean; readonly newlines: number }, endedSentence: boolean): number {
  if (!blanks.any) return BREAKS.betweenSigns
  if (blanks.newlines > 1) return BREAKS.paragraph
  if (endedSentence) return BREAKS.sentence
  return blanks.newlines === 1 ? BREAKS.line : BREAKS.blank
}

function kindOf(character: string): Kind {
  const code = character.charCodeAt(0)
  if (code < 128) return isAsciiWord(code) ? 'word' : code <= 32 || code === 127 ? 'blank' : 'sign'
  if (BLANK.test(character)) return 'blank'
  return WORD.test(character) && !NO_BLANKS.test(character) ? 'word' : 'sign'
}

const isAsciiWord = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
