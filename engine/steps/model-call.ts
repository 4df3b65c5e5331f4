import * as z from 'zod'
import type { Usage } from '../contract/model'
import { ModelFailure, wordsOf } from '../connectors/llm/model-failure'
import { sumOfUsages } from '../connectors/llm/model-usage'
import type { StepContext, StepOutcome } from '../ports/step-kind'

/** How kinds that call models give out what these used. */
export const usageOutput = z.object({ input_tokens: z.int(), output_tokens: z.int(), estimated: z.boolean(), usd: z.number().nullable() })

export function usageOf(usages: readonly Usage[]): z.output<typeof usageOutput> {
  const { inputTokens, outputTokens, estimated, usd } = sumOfUsages(usages)
  return { input_tokens: inputTokens, output_tokens: outputTokens, estimated, usd }
}

/** The outcome of the work; of a call of a model that came to nothing, with what the provider wished. */
export async function orFailedCall(context: StepContext, work: () => Promise<StepOutcome>): Promise<StepOutcome> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof ModelFailure) || context.signal.aborted) throw thrown
    const { code, retryable, details, retryAfterMs } = thrown
    const message = wordsOf(thrown, (text) => context.mask(text))
    return { kind: 'failed', code, message, retryable, ...(details !== undefined && { details }), ...(retryAfterMs !== undefined && { retryAfterMs }) }
  }
}
