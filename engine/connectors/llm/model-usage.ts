import type { ModelPrice, Usage } from '../../contract/model'
import type { ChatRequest } from './chat'
import { countTokens } from './count-tokens'

/** Around each message stands what tells its role. */
const TOKENS_A_MESSAGE = 4

export interface Counted {
  /** As the provider said; null when it said nothing. */
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  /** What came of the reply. */
  readonly text: string
  /** The provider said that this was all: its counts are final. */
  readonly isWhole: boolean
}

/** What a call used: the provider's own final counts where there are any that can be true, else what was seen, counted here. */
export async function usageOf(chat: ChatRequest, counted: Counted, price: ModelPrice | null): Promise<Usage> {
  const input = counted.inputTokens ?? (await inputTokens(chat))
  const isOutputKnown = counted.isWhole && counted.outputTokens !== null && (counted.outputTokens > 0 || counted.text === '')
  const output = isOutputKnown ? (counted.outputTokens ?? 0) : Math.max(counted.outputTokens ?? 0, await countTokens(counted.text))
  return { inputTokens: input, outputTokens: output, estimated: counted.inputTokens === null || !isOutputKnown, usd: priceOf(input, output, price) }
}

async function inputTokens({ messages }: ChatRequest): Promise<number> {
  let sum = 0
  for (const { content } of messages) sum += TOKENS_A_MESSAGE + (await countTokens(content))
  return sum
}

export const priceOf = (input: number, output: number, price: ModelPrice | null): number | null =>
  price === null ? null : (input * price.input + output * price.output) / 1e6

/** Several calls as one. */
export function sumOfUsages(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, each) => ({
      inputTokens: sum.inputTokens + each.inputTokens,
      outputTokens: sum.outputTokens + each.outputTokens,
      estimated: sum.estimated || each.estimated,
      usd: sum.usd === null || each.usd === null ? null : sum.usd + each.usd,
    }),
    { inputTokens: 0, outputTokens: 0, estimated: false, usd: 0 },
  )
}
