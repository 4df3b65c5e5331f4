import type { ModelProvider, Usage } from '../../contract/model'
import type { ReadyModel } from '../../ports/models'
import { orAborted } from '../egress/deadline'
import type { Egress, EgressReply } from '../egress/egress'
import { readAll, readSome } from '../egress/read-all'
import { cutReply } from '../llm/ask-model'
import { countTokens } from '../llm/count-tokens'
import { errorInReply, ModelFailure, refusedCall } from '../llm/model-failure'
import { priceOf } from '../llm/model-usage'
import { MalformedReply, readProviderError } from '../llm/reply-json'
import { checkVectors } from './check-vectors'
import type { EmbeddingProvider, EmbeddingReply, EmbeddingRequest } from './embedding-provider'
import { ollamaEmbeddings } from './ollama-embeddings'
import { openaiEmbeddings } from './openai-embeddings'

export interface EmbeddingCall {
  readonly model: ReadyModel
  readonly asked: EmbeddingRequest
  readonly idempotencyKey: string
  /** How long the provider may send nothing. */
  readonly idleMs: number
  readonly signal: AbortSignal
  now(): number
  /** There is a reply, whatever it says: its status and headers. */
  onReply?(reply: { readonly status: number; readonly headers: Readonly<Record<string, string>> }): void
  /** Once, when there was anything to count, whatever becomes of the call; before it ends. */
  onUsage(usage: Usage): void
}

const PROVIDERS: Readonly<Record<ModelProvider, EmbeddingProvider | null>> = { openai: openaiEmbeddings, ollama: ollamaEmbeddings, anthropic: null }

const MAX_REPLY_BYTES = 64 * 1024 * 1024
const FAILURE_BYTES = 64 * 1024

/**
 * One request for embeddings: a vector for each text, in their order. Throws `ModelFailure`, what `Egress.request` throws,
 * and the reason of the signal.
 */
export async function embedBatch(egress: Egress, call: EmbeddingCall): Promise<readonly (readonly number[])[]> {
  call.signal.throwIfAborted()
  const counted: { isSent: boolean; tokens: number | null } = { isSent: false, tokens: null }
  try {
    return await orAborted(exchange(egress, call, counted), call.signal)
  } catch (thrown) {
    throw call.signal.aborted ? call.signal.reason : thrown
  } finally {
    if (counted.isSent) call.onUsage(await usageOf(call, counted.tokens))
  }
}

async function exchange(egress: Egress, call: EmbeddingCall, counted: { isSent: boolean; tokens: number | null }): Promise<readonly (readonly number[])[]> {
  const { model, asked } = call
  const provider = PROVIDERS[model.provider]
  if (provider === null) {
    throw new ModelFailure('model_refused', `The model "${model.name}" is one of Anthropic, which offers no embeddings. Choose a model of another provider.`)
  }
  const { url, headers, body } = provider.request(model, asked)
  const reply = await egress.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': call.idempotencyKey, ...headers },
    body: JSON.stringify(body),
    // Only an admin can write the address of a model.
    allowPrivate: true,
    maxBytes: MAX_REPLY_BYTES,
    idleMs: call.idleMs,
    signal: call.signal,
    onSent: () => void (counted.isSent = true),
  })
  call.onReply?.(reply)
  if (reply.status !== 200) {
    counted.isSent = false
    throw refusedCall(model, { status: reply.status, headers: reply.headers, body: await readSome(reply.body, FAILURE_BYTES) }, call.now())
  }
  const text = await readText(reply, model)
  const { vectors: lists, inputTokens } = readReply(text, provider, model, counted)
  counted.tokens = inputTokens
  const vectors = checkVectors(lists, asked.texts.length)
  if ('because' in vectors) throw unusable(model, vectors.because)
  return vectors
}

async function readText(reply: EgressReply, model: ReadyModel): Promise<string> {
  try {
    return (await readAll(reply.body)).toString()
  } catch (thrown) {
    throw cutReply(thrown, model)
  }
}

function readReply(text: string, provider: EmbeddingProvider, model: ReadyModel, counted: { isSent: boolean }): EmbeddingReply {
  try {
    return provider.read(text)
  } catch (thrown) {
    if (!(thrown instanceof MalformedReply)) throw thrown
    const error = readProviderError(text)
    if (error !== null) {
      counted.isSent = false
      throw errorInReply(model, error)
    }
    // Whole, but not as JSON has it: some servers write numbers that JSON does not know.
    const isWhole = text.trimEnd().endsWith('}')
    throw isWhole ? unusable(model, thrown.message) : cutReply(thrown, model)
  }
}

const unusable = (model: ReadyModel, because: string): ModelFailure =>
  new ModelFailure('model_reply_invalid', `The reply of the model "${model.name}" cannot be used: ${because}.`)

/** A count of nothing is none: some servers fill in a zero. */
async function usageOf({ model, asked }: EmbeddingCall, told: number | null): Promise<Usage> {
  const isTold = told !== null && told > 0
  const inputTokens = isTold ? told : await countTokens(asked.texts.join('\n'))
  return { inputTokens, outputTokens: 0, estimated: !isTold, usd: priceOf(inputTokens, 0, model.price) }
}
