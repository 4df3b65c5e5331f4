import type { RunStatistics } from '../../../engine/contract/run'

/** What the runs of one stretch came to, as the dashboard says it. */
export interface Figures {
  readonly finished: number
  /** Of those that succeeded or failed, from 0 to 1: a cancel says nothing about a pipeline. Null when there were none. */
  readonly successRate: number | null
  /** Of the successful ones (ms). */
  readonly usualMs: number | null
  readonly tokens: number
  readonly usd: number
}

export const NOTHING: Figures = { finished: 0, successRate: null, usualMs: null, tokens: 0, usd: 0 }

export function figuresOf({ succeeded, failed, cancelled, p50Ms, tokens, usd }: RunStatistics): Figures {
  const judged = succeeded + failed
  return { finished: judged + cancelled, successRate: judged === 0 ? null : succeeded / judged, usualMs: p50Ms, tokens, usd }
}

/** "98.6 %", "100 %"; rounded so that one failure among many never reads as none. */
export function formatRate(rate: number): string {
  const tenths = rate < 1 ? Math.min(999, Math.round(rate * 1000)) : 1000
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} %`
}
