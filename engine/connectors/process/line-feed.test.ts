import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_LOG_LINE } from '../../contract/log'
import type { LineLimits } from './line-feed'
import { LineFeed } from './line-feed'

function feed(chunks: readonly Buffer[], limits?: LineLimits) {
  const lines: string[] = []
  const feeder = new LineFeed((line) => lines.push(line), limits)
  for (const chunk of chunks) feeder.write(chunk)
  return { leftOut: feeder.end(), lines }
}

describe('lines for the log', () => {
  it('are the lines of the text, wherever its pieces were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'ü', '🚀', ' ', '\n')), fc.integer({ min: 1, max: 5 }), (characters, size) => {
        const text = characters.join('')
        const all = Buffer.from(text)
        const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.subarray(index * size, (index + 1) * size))
        const expected = text.split('\n')
        if (expected.at(-1) === '') expected.pop()
        expect(feed(chunks)).toEqual({ lines: expected, leftOut: 0 })
      }),
    )
  })

  it('are bounded in number and in bytes, and what is left out is counted', () => {
    const text = [Buffer.from('one\ntwo\nthr'), Buffer.from('ee\nfour\n\nsix')]
    expect(feed(text, { lines: 2, bytes: 1000 })).toEqual({ lines: ['one', 'two'], leftOut: 4 })
    expect(feed(text, { lines: 100, bytes: 5 })).toEqual({ lines: ['one', 'two'], leftOut: 4 })
  })

  it('are cut when too long, and say so', () => {
    const { lines } = feed([Buffer.from('x'.repeat(MAX_LOG_LINE)), Buffer.from('yz\nshort\r\n')])
    expect(lines).toEqual([`${'x'.repeat(MAX_LOG_LINE)} … (cut, ${MAX_LOG_LINE + 2} bytes in all)`, 'short'])
  })
})
