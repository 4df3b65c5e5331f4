import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import type { ReadyModel } from '../../ports/models'
import { bearer, type ChatRequest, type Finish, finishEvent, type Provider, type ReplyEvent, under } from './chat'
import { count, firstOf, readPiece, readProviderError } from './reply-json'

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
  // One is asked for, and there is no second.
  choices: firstOf(
    z.object({
      delta: z.object({ content: text, refusal: text, reasoning: text, reasoning_content: text, tool_calls: z.unknown().optional() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ).nullish(),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
  error: z.unknown().optional(),
  object: z.string().nullish(),
})

function readChunk(piece: string): readonly ReplyEvent[] {
  const { choices, usage, error, object } = readPiece(piece, chunk)
  if (error != null || object === 'error') return [{ kind: 'error', error: readProviderError(piece) ?? { message: '', type: '' } }]
  const { delta, finish_reason: reason } = choices ?? {}
  const events: ReplyEvent[] = []
  if (delta?.content) events.push({ kind: 'text', text: delta.content })
  if (delta?.refusal) events.push({ kind: 'text', text: delta.refusal }, { kind: 'finish', finish: 'refused' })
  if (delta?.reasoning || delta?.reasoning_content || delta?.tool_calls != null) events.push({ kind: 'thinking' })
  if (reason) events.push(finishEvent(FINISH, reason))
  if (usage != null) events.push({ kind: 'usage', inputTokens: usage.prompt_tokens ?? null, outputTokens: usage.completion_tokens ?? null })
  return events
}

/** The words of OpenAI, and those of the servers that speak its dialect with an accent. */
const FINISH = new Map<string, Finish>([
  ['stop', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['tool_calls', 'other'],
  ['function_call', 'other'],
  ['content_filter', 'refused'],
  ['refusal', 'refused'],
])
