import type { CelNode } from './parse-cel'
import { ExpressionFailure } from './expression-failure'

export type Literal = string | number | boolean | null

/** CEL also knows bytes (`b"…"`), unsigned (`5u`) and 64-bit integers; JSON does not. */
export function literalOf(node: Extract<CelNode, { op: 'value' }>): Literal {
  const value = node.args
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw new ExpressionFailure(`The number ${value} is too large to be exact.`)
    return number
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new ExpressionFailure('Only text, numbers, true, false and null can be written here: no bytes, no unsigned numbers.')
}
