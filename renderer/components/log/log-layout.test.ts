import fc from 'fast-check'
import { expect, it } from 'vitest'
import { heightOf, LINE_HEIGHT, rowAtHeight, rowsInView, topOf } from './log-layout'

const openLines = fc
  .uniqueArray(fc.record({ row: fc.nat(200), extra: fc.integer({ min: 1, max: 400 }) }), { selector: ({ row }) => row, maxLength: 8 })
  .map((lines) => lines.toSorted((a, b) => a.row - b.row))

it('finds at every height the row that lies there', () => {
  fc.assert(
    fc.property(openLines, fc.nat(200), (open, row) => {
      const top = topOf(row, open)
      const extra = open.find((line) => line.row === row)?.extra ?? 0
      expect([rowAtHeight(top, open), rowAtHeight(top + LINE_HEIGHT + extra - 1, open)]).toEqual([row, row])
    }),
  )
})

it('is as high as its lines', () => {
  fc.assert(
    fc.property(openLines, (open) => {
      expect(heightOf(201, open)).toBe(topOf(201, open))
    }),
  )
})

it('draws what can be seen of a million lines', () => {
  expect(rowsInView(9_999_990, 150, 1_000_000, [], 4)).toEqual({ first: 499_995, last: 500_011 })
  expect(rowsInView(0, 150, 3, [], 4)).toEqual({ first: 0, last: 2 })
})
