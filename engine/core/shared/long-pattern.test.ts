import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LongPattern } from './long-pattern'

const fewLetters = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength })

it('is found wherever it ends, also where its places overlap', () => {
  fc.assert(
    fc.property(fewLetters(1, 6), fewLetters(0, 60), (pattern, text) => {
      const long = new LongPattern(pattern)
      let length = 0
      for (let at = 0; at < text.length; at++) {
        length = long.next(length, text.charCodeAt(at))
        expect(length === pattern.length).toBe(text.slice(0, at + 1).endsWith(pattern))
      }
    }),
  )
})
