import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from './budget'
import { piecesBetween, placeOf } from './search-text'

/** Of few letters and a repeated unit, so that a part nearly fits in many places; short ones and long ones. */
const part = fc
  .tuple(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 100 }))
  .map(([unit, times]) => unit.repeat(times))
const text = fc
  .tuple(part, fc.array(fc.oneof(part, fc.constant(null)), { maxLength: 8 }))
  .map(([wanted, others]) => ({ part: wanted, text: others.map((other) => other ?? wanted).join('') }))

describe('a part of a text', () => {
  it('is found where the host finds it', () => {
    fc.assert(fc.property(text, (given) => placeOf(given.text, given.part, new Budget()) === given.text.indexOf(given.part)))
  })

  it('separates what the host separates', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(piecesBetween(given.text, given.part, 1000, new Budget())).toEqual(given.text.split(given.part))
      }),
    )
  })
})
