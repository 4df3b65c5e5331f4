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

/** Longer than what the host is asked to look for. */
const long = `${'a'.repeat(150)}b${'a'.repeat(150)}`

describe('a part of a text', () => {
  it.each([
    [`${'a'.repeat(200)}${long}c`, long, 200],
    [`${long.slice(1)}${long}`, long, 300],
    [long.slice(1), long, -1],
    ['abc', 'c', 2],
  ])('is looked for where it stands: %#', (given, wanted, place) => {
    expect([placeOf(given, wanted, new Budget()), given.indexOf(wanted)]).toEqual([place, place])
  })

  it.each([long, ','])('separates no more pieces than are wanted, long or short: %#', (between) => {
    const given = ['1', '2', '', '3'].join(between)
    expect([1, 3, 4, 5].map((most) => piecesBetween(given, between, most, new Budget()))).toEqual([['1'], ['1', '2', ''], ['1', '2', '', '3'], ['1', '2', '', '3']])
  })

  it('is found where the host finds it', () => {
    fc.assert(fc.property(text, (given) => placeOf(given.text, given.part, new Budget()) === given.text.indexOf(given.part)))
  })

  it('separates what the host separates', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(piecesBetween(given.text, given.part, 1000, new Budget())).toEqual(given.text.split(given.part, 1000))
      }),
      { examples: [[{ part: 'a', text: 'a'.repeat(1000) }]] },
    )
  })
})
