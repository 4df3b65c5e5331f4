import type { JsonObject } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { compilePattern } from '../patterns/compile-pattern'
import { type CheckAgainstSchema, schemaCheck } from './schema-check'

export type { CheckAgainstSchema, Findings } from './schema-check'

/** To make a check of a schema takes some ms for each thousand characters, and holds up everything meanwhile. */
const MAX_SCHEMA_CHARACTERS = 64 * 1024

/**
 * A JSON Schema from outside, ready to check values. Its patterns run in RE2, and nothing is loaded from elsewhere.
 * Throws `step_config_invalid` for one that cannot be used.
 */
export function compileSchema(schema: JsonObject | boolean): CheckAgainstSchema {
  const { length } = JSON.stringify(schema)
  if (length > MAX_SCHEMA_CHARACTERS) throw unusableSchema(`it has ${length} characters; ${MAX_SCHEMA_CHARACTERS} is the most`)
  try {
    return schemaCheck(schema, compilePattern)
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw unusableSchema(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/** Also of a schema that a thread found unusable. */
export const unusableSchema = (because: string, cause?: unknown): EngineError =>
  new EngineError('step_config_invalid', `The JSON Schema cannot be used: ${because}.`, { cause })
