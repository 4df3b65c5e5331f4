import type { Json, JsonObject } from '../../contract/json'
import { OPEN } from '../pipelines/template'

/** Gives `${{` when it is evaluated, so that what follows it stays text. */
const OPENING = '${{ "$" + "{{" }}'

/** Text that stands in `with` and means itself, whatever it holds. */
export const literalText = (text: string): string => text.replaceAll(OPEN, OPENING)

/** A value of the source, to stand in `with`: none of its texts is an expression. Keys never are. */
export function literal(value: Json): Json {
  if (typeof value === 'string') return literalText(value)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(literal)
  return Object.fromEntries(Object.entries(value).map(([key, item]): [string, Json] => [key, literal(item)])) satisfies JsonObject
}

/** For places whose `${{` nobody evaluates, such as the default of an input: only what looks like a secret there is refused. */
export function unbraced(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll(OPEN, '$ {{')
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map(unbraced)
  return Object.fromEntries(Object.entries(value).map(([key, item]): [string, Json] => [key, unbraced(item)])) satisfies JsonObject
}

/** What to tell of a text that `unbraced` changed. */
export const BRACES_APART = 'A dollar sign before two braces would begin an expression; there is a blank between them now.'

/** Whether any text of a value holds the beginning of an expression. */
export function holdsOpening(value: Json): boolean {
  if (typeof value === 'string') return value.includes(OPEN)
  return typeof value === 'object' && value !== null && Object.values(value).some((item: Json) => holdsOpening(item))
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
