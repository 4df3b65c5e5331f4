import type { ModelRequest } from '../../engine/testing/model-server/model-server'
import { PRICE } from './models-test'

interface Tokens {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What the server itself says that these requests used. */
export const countedBy = (requests: readonly ModelRequest[]): Tokens => ({
  inputTokens: requests.reduce((sum, each) => sum + each.inputTokens, 0),
  outputTokens: requests.reduce((sum, each) => sum + each.outputTokens, 0),
})

const costOf = ({ inputTokens, outputTokens }: Tokens): number => (inputTokens * PRICE.input + outputTokens * PRICE.output) / 1e6

/** As the screens say it: "412 tokens, $0.53", "about 1.8k tokens, about $2.19". */
export function usageWords(tokens: Tokens, estimated: boolean): string {
  const about = estimated ? 'about ' : ''
  return `${about}${short(tokens.inputTokens + tokens.outputTokens)} tokens, ${about}$${money(costOf(tokens))}`
}

const short = (count: number): string => (count < 1000 ? String(count) : `${(count / 1000).toFixed(1).replace('.0', '')}k`)

/** Two digits that count, and at least cents. */
const money = (usd: number): string => (usd >= 0.995 ? usd.toFixed(2) : String(Number(usd.toPrecision(2))).padEnd('0.00'.length, '0'))
