import type { JsonObject } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { compilePatterns } from '../patterns/compile-pattern'
import { type CheckAgainstSchema, schemaCheck } from './schema-check'

export type { CheckAgainstSchema, Findings } from './schema-check'

/** To make a check of a schema takes some ms for each thousand characters, and holds up everything meanwhile. */
const MAX_SCHEMA_CHARACTERS = 64 * 1024
/** Of checks that were asked for lately. */
const MOST_KEPT = 32

/** By the text of their schemas: each attempt and each item of a map asks for the same one anew, and so does each look at a file while it is written. */
const kept = new Map<string, CheckAgainstSchema>()

/**
 * A JSON Schema from outside, ready to check values. Its patterns run in RE2, and nothing is loaded from elsewhere.
 * Throws `step_config_invalid` for one that cannot be used.
 */
export function compileSchema(schema: JsonObject | boolean): CheckAgainstSchema {
  const text = JSON.stringify(schema)
  const check = kept.get(text) ?? compile(schema, text.length)
  kept.delete(text)
  kept.set(text, check)
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
  return check
}

function compile(schema: JsonObject | boolean, characters: number): CheckAgainstSchema {
  if (characters > MAX_SCHEMA_CHARACTERS) throw unusableSchema(`it has ${characters} characters; ${MAX_SCHEMA_CHARACTERS} is the most`)
  try {
    return schemaCheck(schema, compilePatterns())
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    if (cause instanceof RangeError) throw unusableSchema('it is too deep or refers to itself too often', cause)
    throw unusableSchema(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/** Also of a schema that a thread found unusable. */
export const unusableSchema = (because: string, cause?: unknown): EngineError =>
  new EngineError('step_config_invalid', `The JSON Schema cannot be used: ${because}.`, { cause })
