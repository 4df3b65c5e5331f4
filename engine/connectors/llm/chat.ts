import type { JsonObject } from '../../contract/json'
import type { ReadyModel } from '../../ports/models'

export const CHAT_ROLES = ['system', 'user', 'assistant'] as const

export interface ChatMessage {
  readonly role: (typeof CHAT_ROLES)[number]
  readonly content: string
}

/** What a model is asked, in nobody's dialect. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[]
  readonly temperature?: number | undefined
  readonly maxTokens?: number | undefined
  /** The provider itself is to keep the reply to this JSON Schema, where it can. */
  readonly schema?: JsonObject | undefined
}

/** stop: the model had no more to say. length: the limit of tokens cut it. refused: the model or a filter would not. other: it calls a tool. */
export type Finish = 'stop' | 'length' | 'refused' | 'other'

/** What a piece of a reply says, in nobody's dialect. */
export type ReplyEvent =
  | { readonly kind: 'text'; readonly text: string }
  /** The model is at work, though nothing of it is to be shown: it thinks. */
  | { readonly kind: 'thinking' }
  /** As far as it is known by now; null: nothing new. */
  | { readonly kind: 'usage'; readonly inputTokens: number | null; readonly outputTokens: number | null }
  | { readonly kind: 'finish'; readonly finish: Finish }
  /** The provider gave up before the model had finished, or ended for a reason nobody knows: what came may not be all. */
  | { readonly kind: 'cut'; readonly reason: string }
  /** The mark by which the provider says that this was all. */
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: ProviderError }

export interface ProviderError {
  readonly message: string
  /** Whatever kind or code it comes with; empty when it has none. */
  readonly type: string
}

/** What the reason of an end means. Only the good endings that a provider is known for count as such. */
export function finishEvent(known: ReadonlyMap<string, Finish>, reason: string): ReplyEvent {
  const finish = known.get(reason.toLowerCase())
  return finish === undefined ? { kind: 'cut', reason } : { kind: 'finish', finish }
}

/** How to speak with one kind of provider. */
export interface Provider {
  request(model: ReadyModel, chat: ChatRequest): { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: JsonObject }
  /** How pieces of a reply are told apart: server-sent events, or a line each. */
  readonly framing: 'events' | 'lines'
  /** What one piece says. Throws `MalformedReply` when it is not what such providers send. */
  read(piece: string): readonly ReplyEvent[]
}

/** The paths of a provider follow its base address. */
export const under = (baseUrl: string, path: string): string => `${baseUrl.replace(/\/+$/, '')}${path}`

export const bearer = ({ key }: ReadyModel): Record<string, string> => (key === null ? {} : { authorization: `Bearer ${key}` })
