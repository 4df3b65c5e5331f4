import type { Json, JsonObject } from '../../../contract/json'
import { ExpressionFailure } from './expression-failure'

/** Neither is what is not there. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const isMap = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value's type as a person writes it in an expression. */
export type TypeName = 'null' | 'bool' | 'number' | 'string' | 'list' | 'map'

export function typeName(value: Json): TypeName {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'string') return 'string'
  return isList(value) ? 'list' : 'map'
}

/** The type inside a sentence: `a string`, `null`. */
export const aType = (value: Json): string => (value === null ? 'null' : `a ${typeName(value)}`)

/** JSON has no NaN and no infinity, so an expression must not give one. */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new ExpressionFailure('the result is not a finite number.')
}
