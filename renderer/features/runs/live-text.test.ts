import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, NO_TEXT, withPieces } from './live-text'

const piece = (offset: number, text: string, attempt = 1) => ({ attempt, offset, text })

describe('text that comes while a step works', () => {
  it('joins piece by piece', () => {
    expect(withPieces(NO_TEXT, [piece(0, 'The har'), piece(7, 'bour')])).toEqual({ attempt: 1, text: 'The harbour', end: 11, incomplete: false })
  })

  it('begins anew with another attempt, and ignores what an earlier one still says', () => {
    const heard = withPieces(NO_TEXT, [piece(0, 'First'), piece(0, 'Second', 2), piece(5, ' late', 1)])
    expect(heard).toMatchObject({ attempt: 2, text: 'Second', end: 6 })
  })

  it('says so when a piece is missing', () => {
    expect(withPieces(NO_TEXT, [piece(0, 'a'), piece(9, 'b')])).toEqual({ attempt: 1, text: 'a\n…\nb', end: 10, incomplete: true })
  })

  it('keeps the end of a text that is too long to keep', () => {
    const heard = withPieces(NO_TEXT, [piece(0, 'x'.repeat(300_000)), piece(300_000, 'end')])
    expect(heard.text.length).toBeLessThanOrEqual(240_000)
    expect(heard).toMatchObject({ end: 300_003, incomplete: true })
    expect(heard.text.endsWith('end')).toBe(true)
  })

  it('comes to the same text however often its pieces are heard again', () => {
    const chunks = fc.array(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(chunks, fc.nat(), (texts, again) => {
        let offset = 0
        const pieces = texts.map((text) => {
          const one = piece(offset, text)
          offset += text.length
          return one
        })
        const from = again % pieces.length
        expect(withPieces(withPieces(NO_TEXT, pieces), pieces.slice(from)).text).toBe(texts.join(''))
      }),
    )
  })

  it('lies in blocks that join to the text and do not change as more comes', () => {
    const lines = Array.from({ length: 400 }, (_, i) => `line ${i} of a long reply\n`).join('')
    const before = blocksOf(lines)
    const after = blocksOf(`${lines}and more`)
    expect(before.length).toBeGreaterThan(1)
    expect(after.join('')).toBe(`${lines}and more`)
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
  })
})
