import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linePath, linePoints, roundTop } from './scale'

it('takes the next round number for the top', () => {
  expect([0, 1, 7, 8, 9, 12, 41, 100, 0.042].map(roundTop)).toEqual([1, 1, 8, 8, 10, 20, 50, 100, 0.05])
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (most) => {
      const top = roundTop(most)
      expect(top >= most * (1 - 1e-9) && top <= most * 2).toBe(true)
    }),
  )
})

it('draws a line through what is known and leaves gaps', () => {
  expect(linePoints([0, null, 10], 30, 20)).toEqual([{ x: 5, y: 20 }, null, { x: 25, y: 0 }])
  expect(linePoints([4, 4], 20, 10)).toEqual([
    { x: 5, y: 5 },
    { x: 15, y: 5 },
  ])
  expect(linePath(linePoints([1, 2, null, 3], 40, 10))).toBe('M5 10L15 5M34 0h2')
  expect(linePath(linePoints([null, null], 40, 10))).toBe('')
})
