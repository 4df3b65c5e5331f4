import type * as z from 'zod'
import type { Json, JsonObject } from '../../../contract/json'
import { isList, isMap } from '../cel/values'
import { jsonSchemaOf } from '../schema/json-schema-of'
import type { Path } from '../yaml/placed'

/** The keys that a schema knows at a path, in any of its alternatives. */
export function knownKeys(schema: z.ZodType, path: Path): readonly string[] {
  const root = jsonSchemaOf(schema)
  let here = alternatives(root, root)
  for (const part of path) here = [...new Set(here.flatMap((each) => alternatives(child(each, part), root)))]
  return [...new Set(here.flatMap((each) => Object.keys(mapAt(each, 'properties'))))]
}

/** The schema itself, and all that it may be in its stead. */
function alternatives(schema: Json | undefined, root: JsonObject): readonly JsonObject[] {
  const found = new Set<JsonObject>()
  const open = [schema]
  while (open.length > 0) {
    const next = open.pop()
    if (next === undefined || !isMap(next) || found.has(next)) continue
    found.add(next)
    for (const key of ['anyOf', 'oneOf', 'allOf']) open.push(...listAt(next, key))
    if (typeof next.$ref === 'string') open.push(referred(next.$ref, root))
  }
  return [...found]
}

const referred = (reference: string, root: JsonObject): Json | undefined =>
  reference === '#' ? root : mapAt(root, 'definitions')[reference.replace('#/definitions/', '')]

function child(schema: JsonObject, part: string | number): Json | undefined {
  if (typeof part === 'number') return schema.items
  return mapAt(schema, 'properties')[part] ?? schema.additionalProperties
}

function mapAt(schema: JsonObject, key: string): JsonObject {
  const value = schema[key]
  return value !== undefined && isMap(value) ? value : {}
}

function listAt(schema: JsonObject, key: string): readonly Json[] {
  const value = schema[key]
  return value !== undefined && isList(value) ? value : []
}
