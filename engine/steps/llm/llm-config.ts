import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import { jsonObject } from '../../contract/json'
import { MAX_JSON_DEPTH } from '../../contract/json-bounds'
import { toEngineError } from '../../core/shared/engine-error'
import { CHAT_ROLES } from '../../connectors/llm/chat'
import { compileSchema, type CheckAgainstSchema, unusableSchema } from '../../connectors/json/compile-schema'
import { sizeOfSchema } from '../validate/is-light'

/** Made ready at once when it is small, so that an unusable one is refused when the file is; a large one waits for a thread. */
export interface ReplySchema {
  readonly schema: JsonObject
  readonly check: CheckAgainstSchema | null
}

/** It stands in every question. */
const MAX_SCHEMA = 64 * 1024

const replySchema = jsonObject.transform((schema, check): ReplySchema => {
  try {
    const size = sizeOfSchema(schema, MAX_SCHEMA)
    if (size === 'too_large') throw unusableSchema(`it is larger than ${MAX_SCHEMA / 1024} KiB, or nests deeper than ${MAX_JSON_DEPTH} levels`)
    return { schema, check: size === 'small' ? compileSchema(schema) : null }
  } catch (error) {
    check.addIssue({ code: 'custom', message: toEngineError(error).message })
    return z.NEVER
  }
})

const MAX_CHARACTERS = 4 * 1024 * 1024
const words = z.string().min(1).max(MAX_CHARACTERS)

export const llmConfig = z
  .strictObject({
    model: z.string().min(1).max(64).describe('A name from the roster of models.'),
    prompt: words.optional().describe('What to ask.'),
    messages: z
      .array(z.strictObject({ role: z.enum(CHAT_ROLES), content: words }))
      .min(1)
      .max(1000)
      .optional()
      .describe('A whole conversation, instead of `prompt`; the model answers its last message.'),
    system: words.optional().describe('What the model is to keep to, whatever it is asked.'),
    schema: replySchema.optional().describe('JSON Schema (2020-12) that the reply must fit; it is then given out as `value`.'),
    temperature: z.number().min(0).max(2).optional(),
    max_tokens: z.int().min(1).max(1_000_000).optional().describe('Of the reply. A longer one is cut, which `finish` tells.'),
    idle_timeout_ms: z.int().min(100).max(3_600_000).default(120_000).describe('How long the model may give nothing. `timeout` of the step limits the whole.'),
  })
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), 'A question is either a `prompt` or `messages`.')
  .refine(
    ({ messages }) => messages === undefined || messages.at(-1)?.role !== 'system',
    'The last of the `messages` is for the model to answer; it cannot be of the role system.',
  )
export type LlmConfig = z.output<typeof llmConfig>
