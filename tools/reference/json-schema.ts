import * as z from 'zod'
import type { Json, JsonObject } from '../../engine/contract/json'
import { readJson } from '../../engine/core/shared/read-json'

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isList(value)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

export const objectAt = (schema: JsonObject, ...path: readonly string[]): JsonObject =>
  path.reduce<JsonObject>((at, key) => {
    const next = at[key]
    return isObject(next) ? next : {}
  }, schema)

export const listAt = (schema: JsonObject, key: string): readonly JsonObject[] => {
  const list = schema[key]
  return isList(list) ? list.filter(isObject) : []
}

export const textAt = (schema: JsonObject, key: string): string => {
  const text = schema[key]
  return typeof text === 'string' ? text : ''
}

/** Schemas that have a name in the reference; descriptions are zod's own. */
class NamedSchemas extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  override get<Schema extends z.core.$ZodType>(schema: Schema) {
    const id = super.get(schema)?.id
    return { ...z.globalRegistry.get(schema), ...(id !== undefined && { id }) }
  }
}

/** zod schemas as JSON Schema in which the named ones stand as `$ref` to their names. */
export function schemaReader(named: Readonly<Record<string, z.ZodType>>): (schema: z.ZodType, io: 'input' | 'output') => JsonObject {
  const metadata = new NamedSchemas()
  for (const [id, schema] of Object.entries(named)) metadata.add(schema, { id })
  return (schema, io) => {
    const made = readJson(JSON.stringify(z.toJSONSchema(schema, { io, metadata, target: 'draft-7', unrepresentable: 'any' })))
    return isObject(made) ? made : {}
  }
}

/** The name that a `$ref` ends in, also when it comes with a description or a default; null for other schemas. */
export function referred(schema: JsonObject): string | null {
  const [only] = listAt(schema, 'allOf')
  return textAt(schema, '$ref').split('/').at(-1) || (only === undefined ? null : referred(only))
}
