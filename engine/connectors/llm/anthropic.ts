import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import { type ChatRequest, type Finish, finishEvent, type Provider, type ReplyEvent, under } from './chat'
import { count, readPiece, readProviderError } from './reply-json'

/** It wants a limit with every question. */
const USUAL_MAX_TOKENS = 4096

/** Anthropic's messages. A reply ends with `message_stop`, and with nothing less. */
export const anthropic: Provider = {
  framing: 'events',
  request: (model, chat) => ({
    url: under(model.baseUrl.replace(/\/v1\/*$/, ''), '/v1/messages'),
    headers: { 'anthropic-version': '2023-06-01', ...(model.key !== null && { 'x-api-key': model.key }) },
    body: {
      model: model.model,
      max_tokens: chat.maxTokens ?? USUAL_MAX_TOKENS,
      ...conversation(chat),
      stream: true,
      ...(chat.temperature !== undefined && { temperature: chat.temperature }),
    },
  }),
  read: readEvent,
}

/** What the system says stands apart from what is said in turn. */
function conversation({ messages }: ChatRequest): JsonObject {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  return {
    ...(system.length > 0 && { system: system.join('\n\n') }),
    messages: messages.filter(({ role }) => role !== 'system').map(({ role, content }) => ({ role, content })),
  }
}

const usage = z.object({ input_tokens: count, cache_creation_input_tokens: count, cache_read_input_tokens: count, output_tokens: count }).nullish()
const event = z.object({
  type: z.string(),
  message: z.object({ usage }).nullish(),
  content_block: z.object({ type: z.string(), text: z.string().nullish() }).nullish(),
  delta: z.object({ type: z.string().nullish(), text: z.string().nullish(), stop_reason: z.string().nullish() }).nullish(),
  usage,
})

function readEvent(piece: string): readonly ReplyEvent[] {
  const { type, message, content_block: block, delta, usage: spent } = readPiece(piece, event)
  switch (type) {
    case 'message_start':
      return usageEvents(message?.usage)
    case 'content_block_start':
      return block?.text ? [{ kind: 'text', text: block.text }] : []
    case 'content_block_delta':
      return delta?.type === 'text_delta' ? (delta.text ? [{ kind: 'text', text: delta.text }] : []) : [{ kind: 'thinking' }]
    case 'message_delta':
      return [...(delta?.stop_reason ? [finishEvent(FINISH, delta.stop_reason)] : []), ...usageEvents(spent)]
    case 'message_stop':
      return [{ kind: 'end' }]
    case 'error':
      return [{ kind: 'error', error: readProviderError(piece) ?? { message: '', type: '' } }]
    default:
      // `ping`, `content_block_stop`, and what may come in later versions.
      return []
  }
}

/** What was read from or written to its cache was part of the question, too. */
function usageEvents(spent: z.output<typeof usage>): ReplyEvent[] {
  if (spent == null) return []
  const { input_tokens: input, output_tokens: output, cache_creation_input_tokens: written, cache_read_input_tokens: read } = spent
  return [{ kind: 'usage', inputTokens: input == null ? null : input + (written ?? 0) + (read ?? 0), outputTokens: output ?? null }]
}

const FINISH = new Map<string, Finish>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'other'],
  ['refusal', 'refused'],
])
