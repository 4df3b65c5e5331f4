import type { Usage } from '../../contract/model'

/** Several uses as one: dollars are known only when they are known of each. Null when there is none. */
export function sumUsage(parts: Iterable<Usage>): Usage | null {
  let sum: Usage | null = null
  for (const part of parts) {
    sum =
      sum === null
        ? { inputTokens: part.inputTokens, outputTokens: part.outputTokens, estimated: part.estimated, usd: part.usd }
        : {
            inputTokens: sum.inputTokens + part.inputTokens,
            outputTokens: sum.outputTokens + part.outputTokens,
            estimated: sum.estimated || part.estimated,
            usd: sum.usd === null || part.usd === null ? null : sum.usd + part.usd,
          }
  }
  return sum
}
