import { MAX_CHARACTERS, MAX_ITEMS } from './budget'
import type { ExpressionFunction, FunctionCall } from './function-call'
import { matchesPattern } from './match-pattern'
import { piecesBetween, placeOf } from './search-text'
import { written } from './written'

export const TEXT_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: 'contains',
    signature: 'contains(text, part)',
    summary: 'Whether the part occurs in the text.',
    example: '"a brown fox".contains("own")',
    result: 'true',
    arity: [2, 2],
    call: (given) => place(given) !== -1,
  },
  {
    name: 'startsWith',
    signature: 'startsWith(text, part)',
    summary: 'Whether the text starts with the part.',
    example: '"report.pdf".startsWith("report")',
    result: 'true',
    arity: [2, 2],
    call: (given) => given.text(0).startsWith(given.text(1)),
  },
  {
    name: 'endsWith',
    signature: 'endsWith(text, part)',
    summary: 'Whether the text ends with the part.',
    example: '"report.pdf".endsWith(".pdf")',
    result: 'true',
    arity: [2, 2],
    call: (given) => given.text(0).endsWith(given.text(1)),
  },
  {
    name: 'indexOf',
    signature: 'indexOf(text, part)',
    summary: 'Where the part first occurs, from 0; -1 when it does not.',
    example: '"abcabc".indexOf("c")',
    result: '2',
    arity: [2, 2],
    call: place,
  },
  {
    name: 'substring',
    signature: 'substring(text, from, to?)',
    summary: 'The characters from one position up to, not including, another; to the end without it.',
    example: '"abcdef".substring(1, 3)',
    result: '"bc"',
    arity: [2, 3],
    call: (given) => {
      const text = given.text(0)
      return text.substring(given.position(1, text.length), given.values.length > 2 ? given.position(2, text.length) : text.length)
    },
  },
  {
    name: 'replace',
    signature: 'replace(text, part, by)',
    summary: 'The text with every occurrence of the part replaced.',
    example: '"a-b-c".replace("-", "+")',
    result: '"a+b+c"',
    arity: [3, 3],
    call: replaced,
  },
  {
    name: 'split',
    signature: 'split(text, separator)',
    summary: 'The pieces of the text between the separators.',
    example: '"a,b,c".split(",")',
    result: '["a","b","c"]',
    arity: [2, 2],
    call: pieces,
  },
  {
    name: 'join',
    signature: 'join(list, separator?)',
    summary: 'The items as one text, with the separator between them.',
    example: 'join(["a", 1, true], ", ")',
    result: '"a, 1, true"',
    arity: [1, 2],
    call: (given) => {
      const list = given.list(0)
      given.budget.spend(list.length)
      return joined(
        list.map((item) => written(item, given.budget)),
        given.values.length > 1 ? given.text(1) : '',
        given,
      )
    },
  },
  {
    name: 'trim',
    signature: 'trim(text)',
    summary: 'The text without spaces and line breaks at both ends.',
    example: 'trim("  hello ")',
    result: '"hello"',
    arity: [1, 1],
    call: (given) => given.text(0).trim(),
  },
  {
    name: 'lowerAscii',
    signature: 'lowerAscii(text)',
    summary: 'The letters A to Z made small.',
    example: '"Report".lowerAscii()',
    result: '"report"',
    arity: [1, 1],
    call: (given) => inAscii(given, (text) => text.toLowerCase()),
  },
  {
    name: 'upperAscii',
    signature: 'upperAscii(text)',
    summary: 'The letters a to z made capital.',
    example: '"Report".upperAscii()',
    result: '"REPORT"',
    arity: [1, 1],
    call: (given) => inAscii(given, (text) => text.toUpperCase()),
  },
  {
    name: 'matchesRe2',
    signature: 'matchesRe2(text, pattern)',
    summary: 'Whether the pattern, a regular expression in RE2 syntax, is found in the text. Anchor it with ^ and $ for the whole text.',
    example: 'matchesRe2("order 4711", "^order [0-9]+$")',
    result: 'true',
    arity: [2, 2],
    call: matchesPattern,
  },
]

function place(given: FunctionCall): number {
  return placeOf(given.text(0), given.text(1), given.budget)
}

/** What stands between is no list of the expression's own, so its length is bounded by what it takes alone. */
function replaced(given: FunctionCall): string {
  const kept = piecesBetween(given.text(0), given.text(1), MAX_CHARACTERS, given.budget)
  given.budget.spend(kept.length)
  return joined(kept, given.text(2), given)
}

function pieces(given: FunctionCall): readonly string[] {
  const made = piecesBetween(given.text(0), given.text(1), MAX_ITEMS + 1, given.budget)
  given.budget.items(made.length)
  return made
}

function joined(parts: readonly string[], separator: string, given: FunctionCall): string {
  given.budget.characters(parts.reduce((sum, part) => sum + part.length + separator.length, 0))
  return parts.join(separator)
}

/** Characters that are passed through in the time of one step, where only some of them may change. */
const MIXED_CHARACTERS_A_STEP = 3

function inAscii(given: FunctionCall, change: (text: string) => string): string {
  const text = given.text(0)
  if (/^\p{ASCII}*$/u.test(text)) return change(text)
  given.budget.spend(text.length / MIXED_CHARACTERS_A_STEP)
  return text.replaceAll(/\p{ASCII}+/gu, change)
}
