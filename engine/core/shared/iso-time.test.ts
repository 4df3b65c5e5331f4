import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isoTime } from './iso-time'

it.each(['2024-02-29T23:59:59.999Z', '2000-03-01T00:00:00.000Z', '1999-12-31T23:59:59.000Z', '1970-01-01T00:00:00.000Z', '1900-02-28T12:00:00.000Z', '2100-03-01T00:00:00.001Z'])(
  'writes %s',
  (time) => {
    expect(isoTime(Date.parse(time))).toBe(time)
  },
)

it('writes every time as the platform does', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) }), (at) => {
      expect(isoTime(at)).toBe(new Date(at).toISOString())
    }),
    { numRuns: 5000 },
  )
})
