import { RE2JS } from 're2js'

export interface Pattern {
  /** Whether the pattern is found anywhere in the text. */
  test(text: string): boolean
  /** Its source: what a validator tells patterns apart by. */
  toString(): string
  /** With repetitions written out: in the worst case each is held against each character. */
  readonly parts: number
}

/** Linear, but slower than the host's own expressions: longer texts are not what rules are about. */
const MAX_TESTED = 256 * 1024

/** RE2 runs in time linear in the text, whatever the expression. Throws what RE2 says of one that it does not take. */
export const re2Pattern = (source: string): Pattern => patternOf(source, RE2JS.compile(source))

export const patternOf = (source: string, compiled: RE2JS): Pattern => ({
  test: (text) => text.length <= MAX_TESTED && compiled.matcher(text).find(),
  toString: () => source,
  parts: compiled.programSize(),
})
