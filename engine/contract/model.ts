import * as z from 'zod'
import { errorInfo } from './errors'
import { secretName } from './secret'

/** openai: whatever speaks OpenAI's chat completions, most local servers among them. */
export const MODEL_PROVIDERS = ['openai', 'anthropic', 'ollama'] as const
export const modelProvider = z.enum(MODEL_PROVIDERS)
export type ModelProvider = z.infer<typeof modelProvider>

export const modelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'A name of a model is at most 64 letters, digits, dots, dashes and underscores, and begins with a letter or digit.')

/** US dollars per million tokens. */
export const modelPrice = z.object({ input: z.number().min(0).max(10_000), output: z.number().min(0).max(10_000) })
export type ModelPrice = z.infer<typeof modelPrice>

/** A line of the roster: what pipelines call `model: <name>`. */
export const modelEntry = z.object({
  name: modelName,
  provider: modelProvider,
  /** Up to the part that the provider's own paths follow: `https://api.openai.com/v1`, `https://api.anthropic.com`, `http://localhost:11434`. */
  baseUrl: z.url({ protocol: /^https?$/, error: 'An address begins with http:// or https://.' }).max(2000),
  /** As the provider calls it. */
  model: z.string().min(1).max(200),
  /** The secret that holds the key; null where none is asked for. */
  apiKey: secretName.nullable(),
  /** Null: not known, and its use is counted in tokens only. */
  price: modelPrice.nullable(),
  /** What the provider allows, where it is known: attempts wait rather than be refused. Null: what its replies say is all that counts. */
  requestsPerMinute: z.int().min(1).max(1_000_000).nullable().default(null),
  tokensPerMinute: z.int().min(1).max(1_000_000_000).nullable().default(null),
})
export type ModelEntry = z.infer<typeof modelEntry>

/** What a call of a model used. `estimated`: the provider gave no count, and a local tokenizer counted what was seen. */
export const usage = z.object({
  inputTokens: z.int(),
  outputTokens: z.int(),
  estimated: z.boolean(),
  /** US dollars; null when a model without a price had a part in it. */
  usd: z.number().nullable(),
})
export type Usage = z.infer<typeof usage>

/** What a short question to a model came to. */
export const modelTest = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    /** What it said; nothing when it gives vectors. */
    reply: z.string(),
    /** Of the vectors that it turns texts into; null when it answers in words. */
    dimensions: z.int().nullable(),
    tookMs: z.number(),
    usage,
  }),
  z.object({ ok: z.literal(false), error: errorInfo }),
])
export type ModelTest = z.infer<typeof modelTest>
