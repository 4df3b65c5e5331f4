import * as z from 'zod'
import { jsonObject, type JsonObject } from '../../../contract/json'

/** What a kind's `with` may look like, as JSON Schema (draft 7). Rules that JSON Schema cannot say are left out. */
export function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' })
  return jsonObject.parse(JSON.parse(JSON.stringify({ ...made, $schema: undefined })))
}
