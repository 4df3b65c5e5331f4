import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import * as z from 'zod'
import type { ModelProvider } from '../../contract/model'
import { wordsOf } from './read-request'

const body = z.looseObject({
  model: z.string(),
  input: z.array(z.string().min(1)).min(1),
  dimensions: z.int().min(1).optional(),
  truncate: z.boolean().optional(),
})
export type EmbeddingRequestBody = z.output<typeof body>

/** One request for embeddings, and what became of it. */
export interface EmbeddingRequest {
  readonly provider: ModelProvider
  readonly headers: IncomingHttpHeaders
  readonly body: EmbeddingRequestBody
  /** Counted by words. */
  readonly inputTokens: number
  /** When the connection was closed, by whichever side; null while it is open. */
  readonly closedAt: number | null
}

const PATHS: Readonly<Record<string, ModelProvider>> = { '/v1/embeddings': 'openai', '/embeddings': 'openai', '/api/embed': 'ollama' }

/** Null when it is no request for embeddings that a provider would take. */
export function readEmbeddingRequest(request: IncomingMessage, value: unknown): Omit<EmbeddingRequest, 'closedAt'> | null {
  const provider = PATHS[request.url ?? '']
  const parsed = body.safeParse(value)
  if (provider === undefined || request.method !== 'POST' || !parsed.success) return null
  return { provider, headers: request.headers, body: parsed.data, inputTokens: parsed.data.input.reduce((sum, text) => sum + wordsOf(text).length, 0) }
}

const DIMENSIONS = 32

/**
 * An embedding that depends on nothing but the text: each word points somewhere, and the text to where its words point
 * together. So texts of the same words lie near each other.
 */
export function sampleEmbedding(text: string, dimensions = DIMENSIONS): number[] {
  const vector = Array.from({ length: dimensions }, () => 0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const hash = hashOf(word)
    const place = hash % dimensions
    vector[place] = (vector[place] ?? 0) + ((hash & 0x10000) === 0 ? 1 : -1)
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector.fill(1 / Math.sqrt(dimensions)) : vector.map((each) => Math.fround(each / length))
}

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193) >>> 0
  return hash
}

/**
 * What can be wrong with a reply that is JSON, asked for by the model's name: `fault-unequal`, `fault-infinite`,
 * `fault-wordy` (a text in place of a number), `fault-few` (a vector is missing), `fault-twice` (two for one text); and
 * `shuffled`, which is right where a provider numbers its vectors.
 */
export function embeddingReply({ provider, body: { model, input, dimensions }, inputTokens }: Omit<EmbeddingRequest, 'closedAt'>, usage: boolean): string {
  const vectors: unknown[][] = input.map((text) => sampleEmbedding(text, dimensions))
  const last = vectors.at(-1) ?? []
  if (model === 'fault-unequal') last.pop()
  if (model === 'fault-infinite') last[0] = INFINITE
  if (model === 'fault-wordy') last[0] = 'NaN'
  if (model === 'fault-few') vectors.pop()
  const reply = provider === 'ollama' ? ofOllama(model, vectors, usage ? inputTokens : null) : ofOpenai(model, vectors, usage ? inputTokens : null)
  // JSON has no infinite numbers, but numbers that become infinite when they are read.
  return JSON.stringify(reply).replaceAll(JSON.stringify(INFINITE), '1e999')
}

const INFINITE = 'infinite'

function ofOpenai(model: string, vectors: readonly unknown[][], tokens: number | null) {
  const data = vectors.map((embedding, index) => ({ object: 'embedding', index: model === 'fault-twice' ? 0 : index, embedding }))
  return {
    object: 'list',
    data: model === 'shuffled' ? data.toReversed() : data,
    model,
    ...(tokens !== null && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  }
}

const ofOllama = (model: string, embeddings: readonly unknown[][], tokens: number | null) => ({
  model,
  embeddings,
  total_duration: 14_143_917,
  load_duration: 1_019_500,
  ...(tokens !== null && { prompt_eval_count: tokens }),
})
