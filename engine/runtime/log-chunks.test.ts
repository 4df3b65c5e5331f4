import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logChunks } from './log-chunks'

const MOST_TEXT = 256 * 1024
const line = (length: number) => ({ at: 0, level: 'info', text: 'x'.repeat(length) }) as const
const lengthOf = (lines: readonly { readonly text: string }[]): number => lines.reduce((sum, { text }) => sum + text.length, 0)

describe('the chunks of a log', () => {
  it('hold every line once, in order, and no more than their limits', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(10), fc.nat(16 * 1024), fc.nat(300 * 1024)), { maxLength: 60 }), fc.nat(2500), (lengths, short) => {
        const lines = [...lengths.map(line), ...Array.from({ length: short }, () => line(1))]
        const chunks = [...logChunks(lines)]
        expect(chunks.flat()).toEqual(lines)
        for (const chunk of chunks) expect([chunk.length >= 1 && chunk.length <= 1000, chunk.length === 1 || lengthOf(chunk) <= MOST_TEXT]).toEqual([true, true])
      }),
      { numRuns: 50 },
    )
  })

  it('are no more than they have to be', () => {
    expect([...logChunks([])]).toEqual([])
    expect([...logChunks(Array.from({ length: 1000 }, () => line(100)))]).toHaveLength(1)
    expect([...logChunks(Array.from({ length: 1001 }, () => line(100)))].map((chunk) => chunk.length)).toEqual([1000, 1])
    expect([...logChunks(Array.from({ length: 1000 }, () => line(16 * 1024)))].map((chunk) => chunk.length)).toEqual([...Array.from({ length: 62 }, () => 16), 8])
  })
})
