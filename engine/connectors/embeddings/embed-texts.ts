import { setImmediate } from 'node:timers/promises'
import { EngineError } from '../../core/shared/engine-error'
import { MAX_OUTPUT_BYTES } from '../../ports/step-kind'
import type { Egress } from '../egress/egress'
import { ModelFailure } from '../llm/model-failure'
import { batchesOf } from './batches'
import { embedBatch, type EmbeddingCall } from './embed-batch'

export interface TextsToEmbed extends EmbeddingCall {
  /** Texts of one request at most. */
  readonly batchSize: number
}

/**
 * A vector for each text, in their order and all of the same length, by one request after the other. What is too large to be
 * given out is refused after the first, before the rest is paid for. Throws as `embedBatch` does, and `output_too_large`.
 */
export async function embedTexts(egress: Egress, call: TextsToEmbed): Promise<readonly (readonly number[])[]> {
  const { asked, idempotencyKey, batchSize, signal } = call
  const vectors: (readonly number[])[] = []
  for (const [index, texts] of batchesOf(asked.texts, batchSize).entries()) {
    // A reply is read in one go: others get their turn in between.
    if (index > 0) await setImmediate()
    signal.throwIfAborted()
    const key = index === 0 ? idempotencyKey : `${idempotencyKey}.${index + 1}`
    const more = await embedBatch(egress, { ...call, asked: { ...asked, texts }, idempotencyKey: key })
    if (index === 0) refuseTooMany(more, asked.texts.length)
    else refuseOtherLength(call, vectors, more)
    vectors.push(...more)
  }
  return vectors
}

function refuseTooMany(first: readonly (readonly number[])[], texts: number): void {
  const bytes = (JSON.stringify(first).length / first.length) * texts
  if (bytes <= MAX_OUTPUT_BYTES) return
  const most = Math.floor(texts * (MAX_OUTPUT_BYTES / bytes) * 0.9)
  throw new EngineError(
    'output_too_large',
    `The vectors of ${texts} texts would come to about ${Math.ceil(bytes / 1024 / 1024)} MiB. Embed at most ${most} at once.`,
  )
}

function refuseOtherLength({ model }: EmbeddingCall, before: readonly (readonly number[])[], more: readonly (readonly number[])[]): void {
  const [had, has] = [before[0]?.length, more[0]?.length]
  if (had === has) return
  throw new ModelFailure(
    'model_reply_invalid',
    `The replies of the model "${model.name}" cannot be used together: its vectors have different lengths, ${had} and ${has}.`,
  )
}
