import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import type { ModelProvider } from '../../contract/model'

const body = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  system: z.string().optional(),
  response_format: z.looseObject({ json_schema: z.looseObject({ schema: z.unknown().optional() }) }).optional(),
  format: z.unknown().optional(),
})
export type ModelRequestBody = z.output<typeof body>

/** A request as a provider understands it. */
export interface Asked {
  readonly provider: ModelProvider
  readonly body: ModelRequestBody
  /** The last thing that was said. */
  readonly question: string
  readonly schema: unknown
  /** Counted by words. */
  readonly inputTokens: number
}

const PATHS: Readonly<Record<string, ModelProvider>> = {
  '/v1/chat/completions': 'openai',
  '/chat/completions': 'openai',
  '/v1/messages': 'anthropic',
  '/api/chat': 'ollama',
}

/** Null when it is nothing that a provider would take. */
export function readAsked(request: IncomingMessage, text: string): Asked | null {
  const provider = PATHS[request.url ?? '']
  const parsed = body.safeParse(fromJson(text))
  if (provider === undefined || request.method !== 'POST' || !parsed.success) return null
  const { messages, system, response_format: format } = parsed.data
  const said = [...(system === undefined ? [] : [system]), ...messages.map(({ content }) => content)]
  return {
    provider,
    body: parsed.data,
    question: messages.at(-1)?.content ?? '',
    schema: format?.json_schema.schema ?? parsed.data.format ?? schemaIn(said),
    inputTokens: said.reduce((sum, each) => sum + wordsOf(each).length, 0),
  }
}

/** Words with the blanks behind them; together they are the text again. */
export const wordsOf = (text: string): string[] => text.match(/\s*\S+\s*/g) ?? []

/** Providers that take no schema are told of it in the question. */
function schemaIn(said: readonly string[]): unknown {
  const told = said.map((each) => /JSON Schema:\n(\{.*\})/.exec(each)?.[1]).find((each) => each !== undefined)
  return told === undefined ? null : fromJson(told)
}

export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Which a provider would refuse as well.
    return undefined
  }
}
