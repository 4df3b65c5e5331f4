import type { ModelProvider } from '../../contract/model'

export interface WireReply {
  /** Words, as the model gives them out. */
  readonly pieces: readonly string[]
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly finish: 'stop' | 'length' | 'content_filter'
  /** Whether the provider tells what was used. */
  readonly usage: boolean
}

/** A reply as a provider writes it. */
export interface Wire {
  readonly contentType: string
  /** What comes before the first word. */
  readonly opening: readonly string[]
  /** A frame for each word. */
  readonly words: readonly string[]
  /** Why the model stopped. */
  readonly finish: readonly string[]
  /** What was used, where it stands apart. */
  readonly usage: readonly string[]
  readonly end: readonly string[]
  /** Keeps the connection open, and says nothing. */
  readonly idle: readonly string[]
  readonly malformed: string
  error(type: string, message: string): string
}

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const named = (type: string, rest: object): string => `event: ${type}\n${data({ type, ...rest })}`
const line = (value: unknown): string => `${JSON.stringify(value)}\n`

export function wireOf(provider: ModelProvider, reply: WireReply): Wire {
  switch (provider) {
    case 'openai':
      return openai(reply)
    case 'anthropic':
      return anthropic(reply)
    case 'ollama':
      return ollama(reply)
  }
}

function openai({ pieces, model, inputTokens, outputTokens, finish, usage }: WireReply): Wire {
  const chunk = (delta: object, reason: string | null = null) =>
    data({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason: reason }] })
  const counts = { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens }
  return {
    contentType: 'text/event-stream',
    opening: [chunk({ role: 'assistant', content: '' })],
    words: pieces.map((content) => chunk({ content })),
    finish: [chunk({}, finish)],
    usage: usage ? [data({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model, choices: [], usage: counts })] : [],
    end: ['data: [DONE]\n\n'],
    idle: [': keep-alive\n\n', chunk({ content: '' })],
    malformed: 'data: {"choices":[{"delta":{"content":"br\n\n',
    error: (type, message) => data({ error: { type, message } }),
  }
}

function anthropic({ pieces, model, inputTokens, outputTokens, finish, usage }: WireReply): Wire {
  const stopped = { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal' }[finish]
  return {
    contentType: 'text/event-stream; charset=utf-8',
    opening: [
      named('message_start', {
        message: {
          id: 'msg_1',
          role: 'assistant',
          model,
          content: [],
          stop_reason: null,
          ...(usage && { usage: { input_tokens: inputTokens, output_tokens: 1 } }),
        },
      }),
      named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ],
    words: pieces.map((text) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
    finish: [
      named('content_block_stop', { index: 0 }),
      named('message_delta', { delta: { stop_reason: stopped, stop_sequence: null }, ...(usage && { usage: { output_tokens: outputTokens } }) }),
    ],
    usage: [],
    end: [named('message_stop', {})],
    idle: [named('ping', {})],
    malformed: 'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"ty\n\n',
    error: (type, message) => named('error', { error: { type, message } }),
  }
}

function ollama({ pieces, model, inputTokens, outputTokens, finish, usage }: WireReply): Wire {
  const said = (content: string) => line({ model, created_at: '2026-01-02T03:04:05Z', message: { role: 'assistant', content }, done: false })
  const counts = { prompt_eval_count: inputTokens, eval_count: outputTokens }
  return {
    contentType: 'application/x-ndjson',
    opening: [],
    words: pieces.map(said),
    finish: [],
    usage: [],
    end: [
      line({ model, created_at: '2026-01-02T03:04:05Z', message: { role: 'assistant', content: '' }, done: true, done_reason: finish, ...(usage && counts) }),
    ],
    idle: [said('')],
    malformed: '{"model":"m","message":{"role":"assi\n',
    error: (_type, message) => line({ error: message }),
  }
}
