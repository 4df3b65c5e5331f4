import type { ModelProvider, ModelTest, Usage } from '../../contract/model'
import { toEngineError } from '../../core/shared/engine-error'
import type { ReadyModel } from '../../ports/models'
import { deadline, orAborted } from '../egress/deadline'
import type { Egress } from '../egress/egress'
import { embedBatch } from '../embeddings/embed-batch'
import { askModel } from './ask-model'
import { ModelFailure, wordsOf } from './model-failure'

const LIMIT_MS = 20_000
/** Enough for a word, and for a model that thinks first. */
const MAX_TOKENS = 500
/** Characters of the reply that are shown. */
const MAX_REPLY = 500
const QUESTION = 'Answer with one word: ready'

export interface ModelTrial {
  readonly egress: Egress
  readonly signal: AbortSignal
  now(): number
  /** Hides what is secret: a provider may repeat the key in what it answers. */
  mask(text: string): string
}

/**
 * Asks a model for a word, and for a vector when it does not chat, and tells what came of it; gives up after 20 s. Throws only the
 * reason of the signal.
 */
export async function tryModel(model: ReadyModel, { egress, signal, now, mask }: ModelTrial): Promise<ModelTest> {
  const limit = deadline(signal, LIMIT_MS, () => new ModelFailure('timeout', `The model "${model.name}" did not answer within ${LIMIT_MS / 1000} s.`))
  const started = now()
  try {
    const trial = { egress, signal: limit.signal, now, mask }
    const answer = await orAborted(askForWord(model, trial).catch((refusal: unknown) => askForVector(model, trial, refusal)), limit.signal)
    return { ok: true, ...answer, tookMs: now() - started }
  } catch (thrown) {
    signal.throwIfAborted()
    const info = toEngineError(thrown).toInfo()
    return { ok: false, error: thrown instanceof ModelFailure ? { ...info, message: wordsOf(thrown, mask) } : info }
  } finally {
    limit.end()
  }
}

type Answer = Pick<Extract<ModelTest, { readonly ok: true }>, 'reply' | 'dimensions' | 'usage'>

async function askForWord(model: ReadyModel, { egress, signal, now, mask }: ModelTrial): Promise<Answer> {
  const { text, usage } = await askModel(egress, {
    model,
    chat: { messages: [{ role: 'user', content: QUESTION }], maxTokens: MAX_TOKENS },
    idempotencyKey: `try-${model.name}-${now()}`,
    idleMs: LIMIT_MS,
    signal,
    now,
    onText: () => undefined,
    onUsage: () => undefined,
  })
  // Masked before it is cut: of a secret that lies across the cut, half would be seen.
  return { reply: mask(text).trim().slice(0, MAX_REPLY), dimensions: null, usage }
}

const EMBEDDERS: ReadonlySet<ModelProvider> = new Set(['openai', 'ollama'])
/** Of the key or the account: another question would be refused like the first. */
const NOT_THE_QUESTION: readonly unknown[] = [401, 402, 403, 429]

/** Models that only embed refuse to chat. When it gives no vectors either, the first refusal says more. */
async function askForVector(model: ReadyModel, { egress, signal, now }: ModelTrial, refusal: unknown): Promise<Answer> {
  const mayEmbed = refusal instanceof ModelFailure && refusal.code === 'model_refused' && !NOT_THE_QUESTION.includes(refusal.details?.['status'])
  if (!mayEmbed || !EMBEDDERS.has(model.provider)) throw refusal
  const usages: Usage[] = []
  const call = { model, asked: { texts: [QUESTION] }, idempotencyKey: `try-${model.name}-${now()}`, idleMs: LIMIT_MS, signal, now, onUsage: (usage: Usage) => void usages.push(usage) }
  const vectors = await embedBatch(egress, call).catch(() => {
    throw refusal
  })
  const [usage = { inputTokens: 0, outputTokens: 0, estimated: true, usd: null }] = usages
  return { reply: '', dimensions: vectors[0]?.length ?? 0, usage }
}
