import type { Json, JsonObject } from '../../../contract/json'
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
  const parts = isMap(definitions) ? Object.entries(definitions) : []
  return {
    schema: openInside(schema),
    definitions: Object.fromEntries(parts.map(([part, each]) => [`${name}_${part}`, isMap(each) ? openInside(each) : each])),
  }
}

function renamed(schema: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === '$ref' ? reference(value, name) : renamedValue(value, name)]))
}

function renamedValue(value: Json, name: string): Json {
  if (isList(value)) return value.map((each) => renamedValue(each, name))
  return isMap(value) ? renamed(value, name) : value
}

const reference = (value: Json, name: string): Json =>
  typeof value === 'string' ? value.replace(/^#\/definitions\//, `#/definitions/${name}_`).replace(/^#$/, `#/definitions/${name}`) : value

/** The schema itself stays as it is: an expression in the place of all of `with` makes no step. */
const openInside = (schema: JsonObject): JsonObject => Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, openAt(key, value)]))

function openAt(key: string, value: Json): Json {
  switch (key) {
    case 'properties':
      return isMap(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, openValue(each)])) : value
    case 'items':
      return isList(value) ? value.map(openValue) : openValue(value)
    case 'additionalProperties':
      return openValue(value)
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      return isList(value) ? value.map((each) => (isMap(each) ? openInside(each) : each)) : value
    default:
      return value
  }
}

const openValue = (value: Json): Json => (isMap(value) ? openToExpressions(value) : value)

/** Plain text takes expressions already, and so does what takes anything. */
function openToExpressions(schema: JsonObject): JsonObject {
  const inside = openInside(schema)
  const isPlainText = schema.type === 'string' && Object.keys(schema).every((key) => ['type', 'description', 'title', 'default', 'examples'].includes(key))
  if (isPlainText || Object.keys(schema).length === 0) return inside
  const { description, ...rest } = inside
  return { ...(description !== undefined && { description }), anyOf: [rest, EXPRESSION] }
}
