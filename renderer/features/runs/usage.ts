import type { Usage } from '../../../engine/contract/model'
import { formatTokens, formatUsd, shortCount } from '../../lib/format-usage'

/** Both together. One part without a price leaves the whole without one; one estimate makes an estimate of it. */
export function addUsage(before: Usage | null, more: Usage): Usage {
  if (before === null) return more
  return {
    inputTokens: before.inputTokens + more.inputTokens,
    outputTokens: before.outputTokens + more.outputTokens,
    estimated: before.estimated || more.estimated,
    usd: before.usd === null || more.usd === null ? null : before.usd + more.usd,
  }
}

/** "12.3k tokens, $0.042", "about 12.3k tokens, about $0.042", "12.3k tokens, no price known". */
export function usageWords({ inputTokens, outputTokens, estimated, usd }: Usage): string {
  const about = estimated ? 'about ' : ''
  return `${about}${formatTokens(inputTokens + outputTokens)}, ${usd === null ? 'no price known' : `${about}${formatUsd(usd)}`}`
}

/** "11.2k in, 1.1k out". */
export const usageParts = ({ inputTokens, outputTokens }: Usage): string => `${shortCount(inputTokens)} in, ${shortCount(outputTokens)} out`
