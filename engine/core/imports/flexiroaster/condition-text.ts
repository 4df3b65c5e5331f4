import type { Json } from '../../../contract/json'

export interface Condition {
  readonly field: string
  readonly is: string
  readonly value: Json
}

const OPERATORS: Readonly<Record<string, string>> = {
  '==': '==',
  '=': '==',
  eq: '==',
  equals: '==',
  '!=': '!=',
  '<>': '!=',
  ne: '!=',
  not_equals: '!=',
  '>': '>',
  gt: '>',
  greater_than: '>',
  '>=': '>=',
  gte: '>=',
  '<': '<',
  lt: '<',
  less_than: '<',
  '<=': '<=',
  lte: '<=',
  contains: 'contains',
  in: 'in',
}

/** The one name of an operator; null for words that are none. */
export function operatorOf(word: string): string | null {
  const key = word.trim().toLowerCase()
  return Object.hasOwn(OPERATORS, key) ? (OPERATORS[key] ?? null) : null
}

/** One token: a quoted text, an operator, a word or a number. */
const TOKEN = /\s*(?:'([^']*)'|"([^"]*)"|(&&|==|!=|<>|>=|<=|[=<>])|([A-Za-z_][A-Za-z0-9_.]*|[-+]?[0-9][0-9.eE+-]*))/y

type Token = { readonly text: string; readonly quoted: boolean }

/** Reads `age >= 18 and status == 'active'`; null for all that is more than comparisons joined by `and`. */
export function readConditionText(text: string): readonly Condition[] | null {
  const tokens = tokensOf(text)
  if (tokens === null) return null
  const conditions: Condition[] = []
  for (let at = 0; at < tokens.length; at += 4) {
    const [field, operator, value, and] = tokens.slice(at, at + 4)
    const is = operator === undefined || operator.quoted ? null : operatorOf(operator.text)
    const meant = value === undefined ? undefined : valueOf(value)
    if (field === undefined || field.quoted || !/^[A-Za-z_]/.test(field.text) || is === null || is === 'in' || meant === undefined) return null
    if (and === undefined ? at + 3 !== tokens.length : and.quoted || !/^(?:and|&&)$/i.test(and.text) || at + 4 === tokens.length) return null
    conditions.push({ field: field.text.replace(/^(?:row|record|item)\./, ''), is, value: meant })
  }
  return conditions.length === 0 ? null : conditions
}

function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN.source, 'y')
  while (pattern.lastIndex < text.trimEnd().length) {
    const match = pattern.exec(text)
    if (match === null) return null
    const [, single, double, sign, word] = match
    tokens.push({ text: single ?? double ?? sign ?? word ?? '', quoted: (single ?? double) !== undefined })
  }
  return tokens
}

const WORDS: Readonly<Record<string, Json>> = { true: true, True: true, false: false, False: false, null: null, None: null }

function valueOf({ text, quoted }: Token): Json | undefined {
  if (quoted) return text
  if (Object.hasOwn(WORDS, text)) return WORDS[text]
  const number = Number(text)
  return /^[-+0-9]/.test(text) && Number.isFinite(number) ? number : undefined
}
