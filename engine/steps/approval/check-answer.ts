import type { Json, JsonObject } from '../../contract/json'
import type { DocumentPool } from '../../connectors/documents/document-pool'
import { compileSchema } from '../../connectors/json/compile-schema'
import { isLight } from '../validate/is-light'

/** What keeps a value from a JSON Schema, in words with their places; empty when nothing does. */
export type CheckAnswer = (value: Json, schema: JsonObject | boolean, signal: AbortSignal) => Promise<readonly string[]>

/** What could take long is checked on a thread. */
export const checkAnswers =
  (threads: DocumentPool): CheckAnswer =>
  async (value, schema, signal) => {
    const sources = { schema, rows: null }
    const check = compileSchema(schema)
    const { findings } = isLight(value, sources, check.patternParts) ? check(value) : await threads.check(value, sources, signal)
    return findings.map(({ path, message }) => `${path === '' ? 'the value' : path} ${message}`)
  }
