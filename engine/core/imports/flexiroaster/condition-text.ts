import type { Json } from '../../../contract/json'

export interface Condition {
  readonly field: string
  readonly is: string
  readonly value: Json
}

const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['==', '=='],
  ['=', '=='],
  ['eq', '=='],
  ['equals', '=='],
  ['!=', '!='],
  ['<>', '!='],
  ['ne', '!='],
  ['not_equals', '!='],
  ['>', '>'],
  ['gt', '>'],
  ['greater_than', '>'],
  ['>=', '>='],
  ['gte', '>='],
  ['<', '<'],
  ['lt', '<'],
  ['less_than', '<'],
  ['<=', '<='],
  ['lte', '<='],
  ['contains', 'contains'],
  ['in', 'in'],
])

/** The one name of an operator; null for words that are none. */
export const operatorOf = (word: string): string | null => OPERATORS.get(word.trim().toLowerCase()) ?? null

/** A quoted text, an operator, a word or a number. */
const TOKEN = /\s*(?:'[^']*'|"[^"]*"|&&|==|!=|<>|>=|<=|[=<>]|[A-Za-z_][A-Za-z0-9_.]*|[-+]?[0-9][0-9.eE+-]*)/gy

/** Reads `age >= 18 and status == 'active'`; null for all that is more than comparisons joined by `and`. */
export function readConditionText(text: string): readonly Condition[] | null {
  const whole = text.trim()
  const found = whole.match(TOKEN) ?? []
  if (found.join('') !== whole) return null
  const tokens = found.map((token) => token.trim())
  const conditions: Condition[] = []
  for (let at = 0; ; at += 4) {
    const [field, operator, value, and] = tokens.slice(at, at + 4)
    if (field === undefined || operator === undefined || value === undefined) return null
    const is = operatorOf(operator)
    const meant = valueOf(value)
    // A list that `in` could look through has no token here.
    if (!/^[A-Za-z_]/.test(field) || is === null || is === 'in' || meant === undefined) return null
    conditions.push({ field: field.replace(/^(?:row|record|item)\./, ''), is, value: meant })
    if (and === undefined) return conditions
    if (!/^(?:and|&&)$/i.test(and)) return null
  }
}

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
])

function valueOf(token: string): Json | undefined {
  if (/^['"]/.test(token)) return token.slice(1, -1)
  const number = Number(token)
  return Number.isFinite(number) ? number : WORDS.get(token)
}
