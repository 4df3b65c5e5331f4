import type { ModelTest } from '../../contract/model'
import { toEngineError } from '../../core/shared/engine-error'
import type { ReadyModel } from '../../ports/models'
import { deadline, orAborted } from '../egress/deadline'
import type { Egress } from '../egress/egress'
import { askModel, type ModelReply } from './ask-model'
import { ModelFailure, wordsOf } from './model-failure'

const LIMIT_MS = 20_000
/** Enough for a word, and for a model that thinks first. */
const MAX_TOKENS = 500
const QUESTION = 'Answer with one word: ready'

export interface ModelTrial {
  readonly egress: Egress
  readonly signal: AbortSignal
  now(): number
}

/** Asks a model for a word and tells what came of it; gives up after 20 s. Throws only the reason of the signal. */
export async function tryModel(model: ReadyModel, { egress, signal, now }: ModelTrial): Promise<ModelTest> {
  const limit = deadline(signal, LIMIT_MS, () => new ModelFailure('timeout', `The model "${model.name}" did not answer within ${LIMIT_MS / 1000} s.`))
  const started = now()
  try {
    const { text, usage } = await orAborted(askOnce(model, egress, limit.signal, now), limit.signal)
    return { ok: true, reply: text.trim().slice(0, 500), tookMs: now() - started, usage }
  } catch (thrown) {
    signal.throwIfAborted()
    const info = toEngineError(thrown).toInfo()
    return { ok: false, error: thrown instanceof ModelFailure ? { ...info, message: wordsOf(thrown, (text) => text) } : info }
  } finally {
    limit.end()
  }
}

function askOnce(model: ReadyModel, egress: Egress, signal: AbortSignal, now: () => number): Promise<ModelReply> {
  return askModel(egress, {
    model,
    chat: { messages: [{ role: 'user', content: QUESTION }], maxTokens: MAX_TOKENS },
    idempotencyKey: `try-${model.name}-${now()}`,
    idleMs: LIMIT_MS,
    signal,
    now,
    onText: () => undefined,
    onUsage: () => undefined,
  })
}
