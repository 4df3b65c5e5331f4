import * as z from 'zod'
import type { JsonObject } from '../../../contract/json'
import { readJson } from '../../shared/read-json'
import { isMap } from '../cel/values'

/** What a kind's `with` may look like, as JSON Schema (draft 7). Rules that JSON Schema cannot say are left out. */
export function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const made = readJson(JSON.stringify({ ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' }), $schema: undefined }))
  return made !== undefined && isMap(made) ? made : {}
}
