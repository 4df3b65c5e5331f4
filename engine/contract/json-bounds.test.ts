import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { jsonFault, nestsDeeperThan } from './json-bounds'
import { json } from './json'

const UNBOUNDED = { depth: Number.POSITIVE_INFINITY, characters: Number.POSITIVE_INFINITY }

/** `levels` lists or maps inside one another. */
const nested = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

describe('a value', () => {
  it.each([0, 1, 200, 100_000])('may nest exactly as deep as its bound: %i levels', (levels) => {
    expect(nestsDeeperThan(nested(levels), levels)).toBe(false)
    if (levels > 0) expect(nestsDeeperThan(nested(levels), levels - 1)).toBe(true)
  })

  it('has a size that is its JSON text without what escapes add', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value)
        const fault = (characters: number) => jsonFault(value, { ...UNBOUNDED, characters })
        expect(fault(text.length * 2 + 10)).toBeNull()
        if (!text.includes('\\')) expect(fault(Math.floor(text.length / 2) - 4)).toBe('too_large')
      }),
    )
  })

  it('that is far too large is not walked to its end', () => {
    const huge = Array.from({ length: 2_000_000 }, () => [1])
    const started = performance.now()
    expect(jsonFault(huge, { depth: 5, characters: 1000 })).toBe('too_large')
    expect(performance.now() - started).toBeLessThan(50)
  })

  it('is JSON when Zod says so', () => {
    const anything = fc.anything({ withDate: true, withMap: true, withBigInt: true, withSparseArray: true, withNullPrototype: true, withTypedArray: true })
    fc.assert(fc.property(fc.oneof(anything, fc.jsonValue()), (value) => json.safeParse(value).success === z.json().safeParse(value).success))
  })

  it('of ten thousand levels is looked at without an overflow', () => {
    expect(json.safeParse(nested(10_000)).success).toBe(true)
  })
})
