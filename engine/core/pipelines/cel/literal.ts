import type { CelNode } from './parse-cel'

export type Literal = string | number | boolean | null

type LiteralNode = Extract<CelNode, { op: 'value' }>

/** Why a literal has no value here: CEL also knows bytes (`b"…"`), unsigned (`5u`) and 64-bit integers; JSON does not. */
export function literalFault({ args: value }: LiteralNode): string | null {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? null : `The number ${value} is too large to be exact.`
  return isPlain(value) ? null : 'Only text, numbers, true, false and null can be written here: no bytes, no unsigned numbers.'
}

/** Of a literal without a fault. */
export const literalOf = ({ args: value }: LiteralNode): Literal => (isPlain(value) ? value : Number(value))

const isPlain = (value: unknown): value is Literal => value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
