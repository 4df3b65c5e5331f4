import type { Json, JsonObject } from '../../engine/contract/json'
import { isList, isObject, listAt, objectAt, referred, textAt } from './json-schema'
import { code } from './markdown'

export interface Wording {
  /** How a schema that has a name is called: `any value`, a link. */
  readonly name: (name: string) => string
  /** Whether limits are told: of no interest to who only reads. */
  readonly limits: boolean
  /** Whether the keys of a map within a list or an alternative are told, which have no rows of their own. */
  readonly inline: boolean
}

/** Ids and names: letters, digits and underscores. */
const NAME = '^[A-Za-z_][A-Za-z0-9_]*$'

/** JSON Schema has no word for whole numbers without limits, so zod writes the largest that are exact. */
const isLimit = (value: Json | undefined): value is number => typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'number'],
  ['integer', 'whole number'],
  ['boolean', 'true or false'],
  ['null', 'null'],
  ['array', 'list'],
  ['object', 'map'],
])

/** What kind of value a schema takes, in a few words for a table. */
export function typeWords(schema: JsonObject, wording: Wording): string {
  const name = referred(schema)
  if (name !== null) return wording.name(name)
  if ('const' in schema) return code(written(schema.const))
  if (isList(schema.enum)) return schema.enum.map((value) => code(written(value))).join(', ')
  const alternatives = [...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')]
  if (alternatives.length > 0) return alternativeWords(alternatives, wording)
  if (isList(schema.type)) return schema.type.map((type) => PLAIN.get(written(type)) ?? written(type)).join(' or ')
  return plainWords(schema, wording)
}

function alternativeWords(alternatives: readonly JsonObject[], wording: Wording): string {
  // Only a duration may be the number 0 or else text.
  if (alternatives.some((each) => each.const === 0)) return 'duration'
  return [...new Set(alternatives.map((each) => typeWords(each, wording)))].join(' or ')
}

function plainWords(schema: JsonObject, wording: Wording): string {
  switch (schema.type) {
    case 'string':
      return stringWords(schema, wording)
    case 'integer':
    case 'number':
      return `${PLAIN.get(schema.type) ?? ''}${wording.limits ? bounds(schema.minimum, schema.maximum) : ''}`
    case 'array':
      return listWords(schema, wording)
    case 'object':
      return objectWords(schema, wording)
    case undefined:
      return 'any value'
    default:
      return PLAIN.get(written(schema.type)) ?? written(schema.type)
  }
}

function listWords(schema: JsonObject, wording: Wording): string {
  const items = isObject(schema.items) ? ` of ${plural(typeWords(schema.items, wording))}` : ''
  return `list${items}${wording.limits ? bounds(schema.minItems, schema.maxItems, ' items') : ''}`
}

const plural = (words: string): string => words.replaceAll(/(?<=^| or )(text|name|number|whole number|map|list)\b/g, '$1s')

function stringWords(schema: JsonObject, { limits }: Wording): string {
  const format = textAt(schema, 'format')
  if (format === 'date-time') return 'time as text'
  const pattern = textAt(schema, 'pattern')
  if (pattern === NAME) return 'name'
  if (!limits) return 'text'
  return `text${bounds(schema.minLength, schema.maxLength, ' characters')}${pattern === '' || format !== '' ? '' : ` matching ${code(pattern)}`}`
}

function objectWords(schema: JsonObject, wording: Wording): string {
  const properties = Object.entries(objectAt(schema, 'properties'))
  if (properties.length > 0 && !wording.inline) return 'map'
  if (properties.length > 0) return `{ ${properties.map(([key, value]) => `${key}: ${isObject(value) ? typeWords(value, wording) : 'any value'}`).join(', ')} }`
  return isObject(schema.additionalProperties) && Object.keys(schema.additionalProperties).length > 0
    ? `map of ${typeWords(schema.additionalProperties, wording)}`
    : 'map'
}

function bounds(least: Json | undefined, most: Json | undefined, unit = ''): string {
  const [from, to] = [isLimit(least) ? least : null, isLimit(most) ? most : null]
  if (to === null) return from === null || (from <= 1 && unit !== '') ? '' : ` (${grouped(from)}${unit} or more)`
  return from === null ? ` (${grouped(to)}${unit} at most)` : ` (${grouped(from)} to ${grouped(to)}${unit})`
}

/** 16777216 is easier to read as 16,777,216. */
export const grouped = (number: number): string => number.toLocaleString('en-GB')

export const written = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value))
