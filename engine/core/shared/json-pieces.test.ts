import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../contract/json'
import { anyCharacter } from '../../testing/any-character'
import { jsonPieces, PIECE } from './json-pieces'

const textOf = (value: Json): string => [...jsonPieces(value)].join('')

/** Small JSON, and beside it what is longer than a piece, at any depth. */
const large = fc.oneof(
  fc
    .tuple(fc.string({ unit: anyCharacter, minLength: 1, maxLength: 8 }), fc.integer({ min: PIECE - 3, max: PIECE + 3 }))
    .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length))),
  fc
    .tuple(fc.jsonValue(), fc.integer({ min: 1, max: 3 }))
    .map(([value, times]) => Array.from({ length: Math.ceil((PIECE * times) / (JSON.stringify(value).length + 1)) }, () => value)),
)
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: fc.jsonValue() as fc.Arbitrary<Json>, weight: 3 },
    { arbitrary: large as fc.Arbitrary<Json>, weight: 1 },
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
}))

describe('the pieces of a value', () => {
  test('are together what JSON.stringify gives, of whatever value', () => {
    fc.assert(
      fc.property(anyValue, (value) => textOf(value) === JSON.stringify(value)),
      { numRuns: 200 },
    )
  })

  test.each<[string, Json]>([
    ['a text of characters that are two halves', `a${'😀'.repeat(PIECE)}`],
    ['a text of halves without their other half', `a${'\ud83d'.repeat(PIECE + 5)}`],
    ['a text of nothing but escapes', '\u0000'.repeat(PIECE * 2)],
    [
      'keys that are numbers, and some that are names of the language',
      {
        ...Object.fromEntries([
          ['__proto__', 1],
          ['b', 'x'.repeat(PIECE)],
        ]),
        7: 'x'.repeat(PIECE),
        3: null,
        a: [1],
      },
    ],
    ['large values beside small ones', [1, 'x'.repeat(PIECE), 2, [], {}, ['y'.repeat(PIECE), null]]],
    ['an empty map ahead of what is just as long as a piece', [{}, ['x'.repeat(PIECE - 5)]]],
    ['a long list of numbers', Array.from({ length: PIECE }, (_, index) => index)],
  ])('of %s are together what JSON.stringify gives', (_what, value) => {
    expect(textOf(value) === JSON.stringify(value)).toBe(true)
  })

  test('are short, however large the value', () => {
    const value = Array.from({ length: 50_000 }, (_, index) => ({ index, text: 'some words', nested: { list: [index, index] } }))
    const lengths = [...jsonPieces(value)].map(({ length }) => length)
    expect(Math.max(...lengths)).toBeLessThan(PIECE * 1.5)
    expect(lengths.length).toBeGreaterThan(30)
  })

  test('of a small value are one', () => {
    expect([...jsonPieces({ n: 1 })]).toEqual(['{"n":1}'])
  })
})
