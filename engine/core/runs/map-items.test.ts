import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countItems, firstOutside, toRanges } from './map-items'

const places = fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 40 }).map((list) => list.toSorted((a, b) => a - b))

describe('places of a list', () => {
  it('are written as ranges without loss', () => {
    expect(toRanges([0, 1, 2, 5, 7, 8])).toEqual([[0, 2], [5, 5], [7, 8]])
    fc.assert(
      fc.property(places, (list) => {
        const ranges = toRanges(list)
        expect(countItems(ranges)).toBe(list.length)
        expect(ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, offset) => first + offset))).toEqual(list)
      }),
    )
  })

  it('outside of ranges are found in order, as many as are asked for', () => {
    fc.assert(
      fc.property(places, fc.nat({ max: 50 }), (taken, count) => {
        const total = 45
        const free = Array.from({ length: total }, (_, index) => index).filter((index) => !taken.includes(index))
        expect(firstOutside(toRanges(taken), total, count)).toEqual(free.slice(0, count))
      }),
    )
  })
})
