import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../../testing/any-character'
import { chunksAt, cutText, type SplitOptions } from './split-text'
import { textUnits } from './text-units'

const splitText = (text: string, options: SplitOptions) => ({ chunks: chunksAt(text, options.sections, cutText(text, options)) })

const words = fc
  .array(fc.oneof(fc.constantFrom('a', 'word', 'extraordinarily', '漢字', '🚀', 'x'.repeat(200), '.', '. ', '\n', '\n\n', ' ', ',', 'é', '\u0301')), {
    maxLength: 300,
  })
  .map((parts) => parts.join(''))

const cases = fc.record({
  text: fc.oneof(words, fc.string({ unit: anyCharacter, maxLength: 500 })),
  maxTokens: fc.integer({ min: 4, max: 60 }),
  overlap: fc.double({ min: 0, max: 0.5, noNaN: true }),
  sections: fc.array(fc.nat(800), { maxLength: 6 }),
})

const split = ({ text, maxTokens, overlap, sections }: { text: string; maxTokens: number; overlap: number; sections: number[] }) =>
  splitText(text, { maxTokens, overlapTokens: Math.floor(maxTokens * overlap), sections: sections.map((start) => ({ start, title: `at ${start}` })) })

const isWellFormed = (text: string): boolean => Buffer.from(text).toString() === text

describe('splitting a text', () => {
  it('gives chunks that are the text between their offsets, and none too large', () => {
    fc.assert(
      fc.property(cases, (given) => {
        for (const [index, chunk] of split(given).chunks.entries()) {
          expect(chunk.index).toBe(index)
          expect(given.text.slice(chunk.start, chunk.end)).toBe(chunk.text)
          expect(chunk.tokens).toBeGreaterThan(0)
          expect(chunk.tokens).toBeLessThanOrEqual(given.maxTokens)
        }
      }),
    )
  })

  it('covers the whole text, each chunk going on where the one before ended or earlier', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { chunks } = split(given)
        if (chunks.length === 0) {
          expect(textUnits(given.text).starts).toHaveLength(0)
          return
        }
        expect(chunks[0]?.start).toBe(0)
        expect(chunks.at(-1)?.end).toBe(given.text.length)
        chunks.slice(1).forEach((chunk, index) => {
          const before = chunks[index]
          expect(chunk.start).toBeLessThanOrEqual(before?.end ?? -1)
          expect(chunk.start).toBeGreaterThan(before?.start ?? -1)
          expect(chunk.end).toBeGreaterThan(before?.end ?? -1)
        })
      }),
    )
  })

  it('never parts a pair of surrogates', () => {
    fc.assert(
      fc.property(cases, (given) => {
        fc.pre(isWellFormed(given.text))
        for (const chunk of split(given).chunks) expect(isWellFormed(chunk.text)).toBe(true)
      }),
    )
  })

  it('cuts at sections first, then between paragraphs, then between sentences', () => {
    const text = 'One two three. Four five six.\n\nSeven eight nine. Ten eleven.\n\nHeading\n\nTwelve thirteen.'
    const sections = [{ start: text.indexOf('Heading'), title: 'Heading' }]
    const { chunks } = splitText(text, { maxTokens: 10, overlapTokens: 0, sections })
    expect(chunks.map((chunk) => [chunk.text, chunk.section])).toEqual([
      ['One two three. Four five six.\n\n', null],
      ['Seven eight nine. Ten eleven.\n\n', null],
      ['Heading\n\nTwelve thirteen.', 'Heading'],
    ])
  })

  it('repeats whole words from the end of the chunk before', () => {
    const text = Array.from({ length: 30 }, (_, index) => `w${index}`).join(' ')
    const { chunks } = splitText(text, { maxTokens: 10, overlapTokens: 3, sections: [] })
    expect(chunks[1]?.text.startsWith('w7 w8 w9 w10')).toBe(true)
  })

  it('cuts a word only when it alone is too long', () => {
    const { chunks } = splitText('x'.repeat(200), { maxTokens: 16, overlapTokens: 0, sections: [] })
    expect(chunks.map((chunk) => chunk.text.length)).toEqual([96, 96, 8])
  })
})

describe('estimated tokens', () => {
  it.each([
    ['', 0],
    ['   \n', 0],
    ['a word', 2],
    ['extraordinarily', 3],
    ["don't stop, now!", 7],
    ['漢字かな', 4],
    ['3.14', 3],
  ])('of %j are %i', (text, count) => {
    expect(textUnits(text).starts).toHaveLength(count)
  })
})
