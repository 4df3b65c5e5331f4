import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Usage } from '../../../engine/contract/model'
import { addUsage, usageParts, usageWords } from './usage'

const used = (more: Partial<Usage> = {}): Usage => ({ inputTokens: 11_200, outputTokens: 1_100, estimated: false, usd: 0.042, ...more })

describe('what models used', () => {
  it.each([
    [used(), '12.3k tokens, $0.042'],
    [used({ estimated: true }), 'about 12.3k tokens, about $0.042'],
    [used({ usd: null }), '12.3k tokens, no price known'],
    [used({ inputTokens: 1, outputTokens: 0, usd: 0 }), '1 token, $0'],
  ])('is told in words', (usage, words) => expect(usageWords(usage)).toBe(words))

  it('is told by direction', () => {
    expect(usageParts(used())).toBe('11.2k in, 1.1k out')
  })

  it('has no price as soon as one part has none, and is an estimate as soon as one part is', () => {
    expect(addUsage(used(), used({ usd: null, estimated: true }))).toEqual({ inputTokens: 22_400, outputTokens: 2_200, estimated: true, usd: null })
    expect(addUsage(null, used())).toEqual(used())
  })

  it('comes to the same in whatever order it is heard', () => {
    const usage = fc.record({ inputTokens: fc.nat(10_000), outputTokens: fc.nat(10_000), estimated: fc.boolean(), usd: fc.option(fc.nat(1000)) })
    const sum = (all: readonly Usage[]) => all.reduce<Usage | null>(addUsage, null)
    fc.assert(
      fc.property(fc.array(usage, { minLength: 1 }), (all) => {
        expect(sum(all.toReversed())).toEqual(sum(all))
      }),
    )
  })
})
