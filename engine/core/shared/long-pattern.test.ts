import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LongPattern } from './long-pattern'

const fewLetters = (minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength })

it('goes on with its border where it breaks off, and after its end', () => {
  const pattern = new LongPattern('aabaa')
  let length = 0
  expect(Array.from('aaabaabaac', (character) => (length = pattern.next(length, character.charCodeAt(0))))).toEqual([1, 2, 2, 3, 4, 5, 3, 4, 5, 0])
  expect([pattern.placeIn('aaabaabaac', 0), pattern.placeIn('aaabaabaac', 2), pattern.placeIn('aaabaabaac', 5)]).toEqual([1, 4, -1])
})

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
