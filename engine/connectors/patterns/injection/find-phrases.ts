import type { Span } from '../pii/personal-data.ts'
import type { Phrase } from './phrases.ts'
import type { Sign, SignSpan } from './signs.ts'

/** A place of a word in a phrase. */
interface Part {
  readonly phrase: number
  readonly stage: number
}

type Words = ReadonlyMap<string, readonly Part[]>

/** Letters, and what can be put between them without being seen. */
const WORD = /[\p{L}\p{N}\p{M}\p{Cf}]+/gu
const UNSEEN = /[\p{M}\p{Cf}]/gu
const WITHOUT_BLANKS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const SHORTEST_BEGINNING = 3
const LONGEST_BEGINNING = 12

export type FindPhrases = (text: string) => SignSpan[]

/** Finds phrases in one pass over the words of a text; each word costs a few look-ups, whatever the text is. */
export function phraseFinder(phrases: readonly Phrase[]): FindPhrases {
  const { whole, beginnings, inside } = vocabulary(phrases)
  const partsOf = (word: string): Part[] => [...(whole.get(word) ?? []), ...beginningsOf(word, beginnings)]
  return (text) => {
    const found: SignSpan[] = []
    const progress = new Progress(phrases, (sign, span) => found.push({ sign, ...span }))
    for (const { 0: written, index } of text.matchAll(WORD)) {
      if (!isAscii(written) && WITHOUT_BLANKS.test(written)) {
        for (const { 0: term, index: at } of written.matchAll(inside))
          progress.meet(whole.get(term) ?? [], { start: index + at, end: index + at + term.length })
      } else progress.meet(partsOf(folded(written)), { start: index, end: index + written.length })
    }
    return found
  }
}

/** As words are listed: small, without accents, and without what cannot be seen. */
const folded = (word: string): string => (/^[a-z]*$/.test(word) ? word : word.normalize('NFKD').replace(UNSEEN, '').toLowerCase())

const isAscii = (word: string): boolean => /^[\x00-\x7f]*$/.test(word)

/** How far each phrase has come. */
class Progress {
  readonly #phrases: readonly Phrase[]
  readonly #reached: (Span | undefined)[][]
  readonly #found: (sign: Sign, span: Span) => void

  constructor(phrases: readonly Phrase[], found: (sign: Sign, span: Span) => void) {
    this.#phrases = phrases
    this.#reached = phrases.map(() => [])
    this.#found = found
  }

  meet(parts: readonly Part[], word: Span): void {
    for (const { phrase: index, stage } of parts) {
      const phrase = this.#phrases[index]
      const reached = this.#reached[index]
      if (phrase === undefined || reached === undefined) continue
      const before = stage === 0 ? word : reached[stage - 1]
      if (before === undefined || word.start - before.end > phrase.within) continue
      const span = { start: before.start, end: word.end }
      if (stage < phrase.stages.length - 1) reached[stage] = span
      else {
        this.#found(phrase.sign, span)
        reached.length = 0
      }
    }
  }
}

/** Later stages of a phrase come first, so that one word cannot be two of its parts. */
function vocabulary(phrases: readonly Phrase[]): { readonly whole: Words; readonly beginnings: Words; readonly inside: RegExp } {
  const whole = new Map<string, Part[]>()
  const beginnings = new Map<string, Part[]>()
  const terms = new Set<string>()
  for (const [phrase, { stages }] of phrases.entries()) {
    for (let stage = stages.length - 1; stage >= 0; stage--) {
      for (const word of new Set((stages[stage] ?? '').split(' '))) {
        const [words, key] = word.endsWith('*') ? [beginnings, word.slice(0, -1)] : [whole, word]
        words.set(key, [...(words.get(key) ?? []), { phrase, stage }])
        if (WITHOUT_BLANKS.test(word)) terms.add(word)
      }
    }
  }
  // Nothing in it is a sign of the pattern language. Longer terms go before those they begin with; without any, nothing fits.
  const longestFirst = [...terms].sort((a, b) => b.length - a.length)
  return { whole, beginnings, inside: longestFirst.length === 0 ? /(?!)/g : new RegExp(longestFirst.join('|'), 'g') }
}

function beginningsOf(word: string, beginnings: Words): Part[] {
  const parts: Part[] = []
  for (let length = SHORTEST_BEGINNING; length <= Math.min(word.length, LONGEST_BEGINNING); length++)
    parts.push(...(beginnings.get(word.slice(0, length)) ?? []))
  return parts
}
