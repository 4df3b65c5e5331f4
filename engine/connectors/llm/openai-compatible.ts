import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import type { ReadyModel } from '../../ports/models'
import { bearer, type ChatRequest, type Finish, type Provider, type ReplyEvent, under } from './chat'
import { count, readPiece, readProviderError } from './reply-json'

/** OpenAI's chat completions, which most servers of models speak. A reply ends with `[DONE]`, and with nothing less. */
export const openaiCompatible: Provider = {
  framing: 'events',
  request: (model, chat) => ({
    url: under(model.baseUrl, '/chat/completions'),
    headers: bearer(model),
    body: {
      model: model.model,
      messages: chat.messages.map(({ role, content }) => ({ role, content })),
      stream: true,
      stream_options: { include_usage: true },
      ...(chat.temperature !== undefined && { temperature: chat.temperature }),
      ...limitOf(model, chat),
      ...(chat.schema !== undefined && { response_format: { type: 'json_schema', json_schema: { name: 'reply', schema: chat.schema } } }),
    },
  }),
  read: (piece) => (piece.trim() === '[DONE]' ? [{ kind: 'end' }] : readChunk(piece)),
}

/** OpenAI's own newer models know only the longer name; most others know only the shorter one. */
function limitOf({ baseUrl }: ReadyModel, { maxTokens }: ChatRequest): JsonObject {
  if (maxTokens === undefined) return {}
  return new URL(baseUrl).hostname.endsWith('openai.com') ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }
}

const text = z.string().nullish()
const chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: text, refusal: text, reasoning: text, reasoning_content: text, tool_calls: z.unknown().optional() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
  error: z.unknown().optional(),
  object: z.string().nullish(),
})

function readChunk(piece: string): readonly ReplyEvent[] {
  const { choices, usage, error, object } = readPiece(piece, chunk)
  if (error != null || object === 'error') return [{ kind: 'error', error: readProviderError(piece) ?? { message: '', type: '' } }]
  const { delta, finish_reason: reason } = choices?.[0] ?? {}
  const events: ReplyEvent[] = []
  if (delta?.content) events.push({ kind: 'text', text: delta.content })
  if (delta?.refusal) events.push({ kind: 'text', text: delta.refusal }, { kind: 'finish', finish: 'refused' })
  if (delta?.reasoning || delta?.reasoning_content || delta?.tool_calls != null) events.push({ kind: 'thinking' })
  if (reason) events.push({ kind: 'finish', finish: FINISH[reason] ?? 'other' })
  if (usage != null) events.push({ kind: 'usage', inputTokens: usage.prompt_tokens ?? null, outputTokens: usage.completion_tokens ?? null })
  return events
}

const FINISH: Readonly<Record<string, Finish>> = { stop: 'stop', length: 'length', content_filter: 'refused' }
