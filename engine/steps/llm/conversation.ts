import type { Findings } from '../../connectors/json/compile-schema'
import type { ChatMessage } from '../../connectors/llm/chat'
import type { LlmConfig } from './llm-config'

/** Not every provider takes a schema, and those that do serve the model better when it knows of it. */
const JSON_ONLY = 'Answer with one JSON value and nothing else: no explanation, no code fence. It must fit this JSON Schema:'

export function firstQuestion({ prompt, messages, system, schema }: LlmConfig): ChatMessage[] {
  const asked: ChatMessage[] = messages === undefined ? [{ role: 'user', content: prompt ?? '' }] : [...messages]
  const rules = [...(system === undefined ? [] : [system]), ...(schema === undefined ? [] : [`${JSON_ONLY}\n${JSON.stringify(schema.schema)}`])]
  return rules.length === 0 ? asked : [{ role: 'system', content: rules.join('\n\n') }, ...asked]
}

const MAX_SHOWN = 20_000

/** The same once more, with the reply that did not fit and what was wrong with it. */
export function repairQuestion(question: readonly ChatMessage[], reply: string, faults: readonly string[]): ChatMessage[] {
  return [
    ...question,
    { role: 'assistant', content: reply.trim() === '' ? '(nothing)' : reply.slice(0, MAX_SHOWN) },
    {
      role: 'user',
      content: `That was not what was asked for:\n${faults.map((fault) => `- ${fault}`).join('\n')}\nAnswer again, with the whole JSON value and nothing else.`,
    },
  ]
}

export const faultsOf = ({ findings, total }: Findings): string[] => [
  ...findings.map(({ path, message }) => `${path === '' ? 'the value' : path} ${message}`),
  ...(total > findings.length ? [`and ${total - findings.length} more`] : []),
]
