import { describe, expect, it } from 'vitest'
import { sumUsage } from './usage'

const used = (inputTokens: number, usd: number | null, estimated = false) => ({ inputTokens, outputTokens: 1, estimated, usd })

describe('sumUsage', () => {
  it('adds tokens and dollars', () => {
    expect(sumUsage([used(10, 0.5), used(5, 0.25)])).toEqual({ inputTokens: 15, outputTokens: 2, estimated: false, usd: 0.75 })
  })

  it('knows no price as soon as one part has none, and is an estimate as soon as one part is', () => {
    expect(sumUsage([used(10, 0.5), used(5, null, true)])).toEqual({ inputTokens: 15, outputTokens: 2, estimated: true, usd: null })
  })

  it('is nothing when nothing was used', () => {
    expect(sumUsage([])).toBeNull()
  })
})
