import { jsonObject, type Json, type JsonObject } from '../../../contract/json'
import type { KindRules } from '../kind-rules'
import { isList, isMap } from '../cel/values'
import { jsonSchemaOf } from './json-schema-of'

/** What stands in the place of any value: a text that holds an expression. */
const EXPRESSION: JsonObject = { type: 'string', pattern: '\\$\\{\\{' }

export interface KindSchema {
  /** Of `with`. */
  readonly schema: JsonObject
  /** What the schema refers to; for the `definitions` of the whole. */
  readonly definitions: JsonObject
}

/** The schema of a kind's `with`, where expressions may stand in for values. In the whole it is called `name`, and its definitions `name_…`. */
export function kindSchema(name: string, { config }: KindRules): KindSchema {
  const { definitions = null, ...schema } = renamed(jsonSchemaOf(config), name)
  const parts = Object.entries(eachOf(definitions, openInside))
  return { schema: opened(schema), definitions: Object.fromEntries(parts.map(([part, each]) => [`${name}_${part}`, each])) }
}

/** With every `$ref` as it is called in the whole. */
const renamed = (schema: JsonObject, name: string): JsonObject =>
  jsonObject.parse(JSON.parse(JSON.stringify(schema), (key, value: unknown) => (key === '$ref' && typeof value === 'string' ? reference(value, name) : value)))

const reference = (value: string, name: string): string => value.replace(/^#\/definitions\//, `#/definitions/${name}_`).replace(/^#$/, `#/definitions/${name}`)

/** Schemas by name, each changed; none where there are none. */
const eachOf = (schemas: Json, change: (schema: Json) => Json): JsonObject =>
  Object.fromEntries(isMap(schemas) ? Object.entries(schemas).map(([name, each]) => [name, change(each)]) : [])

/** One schema, or each of a list of them. */
const oneOrEach = (schemas: Json, change: (schema: Json) => Json): Json => (isList(schemas) ? schemas.map(change) : change(schemas))

/** The schema itself stays as it is: an expression in the place of all of `with` makes no step. */
const opened = (schema: JsonObject): JsonObject => Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, openAt(key, value)]))

/** `false`, which nothing fits, is a schema too. */
const openInside = (schema: Json): Json => (isMap(schema) ? opened(schema) : schema)

function openAt(key: string, value: Json): Json {
  switch (key) {
    case 'properties':
      return eachOf(value, openValue)
    case 'items':
    case 'additionalProperties':
      return oneOrEach(value, openValue)
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      return oneOrEach(value, openInside)
    default:
      return value
  }
}

function openValue(schema: Json): Json {
  const inside = openInside(schema)
  return isMap(inside) && !takesAnyText(inside) ? orExpression(inside) : inside
}

/** Plain text takes expressions already, and so does what takes anything. */
function takesAnyText(schema: JsonObject): boolean {
  const keys = Object.keys(schema)
  return keys.length === 0 || (schema.type === 'string' && keys.every((key) => ['type', 'description', 'title', 'default', 'examples'].includes(key)))
}

const orExpression = ({ description, ...rest }: JsonObject): JsonObject => ({ ...(description !== undefined && { description }), anyOf: [rest, EXPRESSION] })
