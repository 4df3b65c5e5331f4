import * as z from 'zod'
import { bearer, type Finish, finishEvent, type Provider, type ReplyEvent, under } from './chat'
import { count, readPiece, readProviderError } from './reply-json'

/** Ollama's own chat. A reply ends with a line that says `"done": true`, and with nothing less. */
export const ollama: Provider = {
  framing: 'lines',
  request: (model, chat) => ({
    url: under(model.baseUrl, '/api/chat'),
    headers: bearer(model),
    body: {
      model: model.model,
      messages: chat.messages.map(({ role, content }) => ({ role, content })),
      stream: true,
      options: {
        ...(chat.temperature !== undefined && { temperature: chat.temperature }),
        ...(chat.maxTokens !== undefined && { num_predict: chat.maxTokens }),
      },
      ...(chat.schema !== undefined && { format: chat.schema }),
    },
  }),
  read: readLine,
}

const text = z.string().nullish()
const line = z.object({
  message: z.object({ content: text, thinking: text }).nullish(),
  done: z.boolean().nullish(),
  done_reason: text,
  prompt_eval_count: count,
  eval_count: count,
  error: z.unknown().optional(),
})

function readLine(piece: string): readonly ReplyEvent[] {
  const { message, done, done_reason: reason, prompt_eval_count: input, eval_count: output, error } = readPiece(piece, line)
  if (error != null) return [{ kind: 'error', error: readProviderError(piece) ?? { message: '', type: '' } }]
  const events: ReplyEvent[] = []
  if (message?.content) events.push({ kind: 'text', text: message.content })
  if (message?.thinking) events.push({ kind: 'thinking' })
  if (done === true) {
    events.push(finishEvent(FINISH, reason || 'stop'))
    events.push({ kind: 'usage', inputTokens: input ?? null, outputTokens: output ?? null })
    events.push({ kind: 'end' })
  }
  return events
}

const FINISH = new Map<string, Finish>([
  ['stop', 'stop'],
  ['length', 'length'],
])
