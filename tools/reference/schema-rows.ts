import type { JsonObject } from '../../engine/contract/json'
import { isList, isObject, objectAt, textAt } from './json-schema'
import { code, table } from './markdown'
import { typeWords, type Wording, written } from './schema-words'

export interface SchemaRow {
  /** `retry.attempts`, `sections[].title`, `rows.<key>.type` */
  readonly path: string
  readonly schema: JsonObject
  readonly required: boolean
}

/** Every key of a map, with those of the maps inside it; `deep: false` leaves these out. */
export function rowsOf(schema: JsonObject, { deep = true, prefix = '' }: { readonly deep?: boolean; readonly prefix?: string } = {}): readonly SchemaRow[] {
  const required = isList(schema.required) ? schema.required : []
  return Object.entries(objectAt(schema, 'properties')).flatMap(([key, value]) => {
    if (!isObject(value)) return []
    const path = `${prefix}${key}`
    return [{ path, schema: value, required: required.includes(key) }, ...(deep ? inside(value, path) : [])]
  })
}

function inside(schema: JsonObject, path: string): readonly SchemaRow[] {
  if (schema.type === 'array') return rowsOf(objectAt(schema, 'items'), { prefix: `${path}[].` })
  if ('properties' in schema) return rowsOf(schema, { prefix: `${path}.` })
  return rowsOf(objectAt(schema, 'additionalProperties'), { prefix: `${path}.<key>.` })
}

/** What someone who writes the map needs to know of each key; `inline` as in `Wording`. */
export const inputTable = (rows: readonly SchemaRow[], { name, inline }: Pick<Wording, 'name' | 'inline'>): string =>
  table(
    ['key', 'takes', 'unless given', 'meaning'],
    rows.map(({ path, schema, required }) => [
      code(path),
      rowWords(schema, { name, limits: true, inline }),
      required ? '*required*' : defaultWords(schema),
      textAt(schema, 'description'),
    ]),
  )

/** What someone who reads the map needs to know of each key. */
export const outputTable = (rows: readonly SchemaRow[], name: Wording['name']): string =>
  table(
    ['key', 'holds', 'meaning'],
    rows.map(({ path, schema }) => [code(path), rowWords(schema, { name, limits: false, inline: true }), textAt(schema, 'description')]),
  )

const defaultWords = (schema: JsonObject): string => (schema.default === undefined ? '' : code(written(schema.default) || '""'))

/** What is inside has rows of its own. */
function rowWords(schema: JsonObject, wording: Wording): string {
  if (schema.type === 'array' && 'properties' in objectAt(schema, 'items')) return 'list of maps'
  if ('properties' in objectAt(schema, 'additionalProperties')) return 'map of maps'
  return schema.type === 'object' && 'properties' in schema ? 'map' : typeWords(schema, wording)
}
