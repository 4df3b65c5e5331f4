import fc from 'fast-check'
import { expect, it } from 'vitest'
import { comparedStretches, PERIODS, stretchesOf, stretchWords, tickOf } from './period'

const now = new Date(2026, 2, 18, 14, 37, 12).getTime()
const at = (day: number, hour = 0) => new Date(2026, 2, day, hour).getTime()

it('cuts time on the hours and days of the clock on the wall', () => {
  expect(stretchesOf('24h', now)).toEqual({ since: at(17, 15), until: at(18, 15), buckets: 24 })
  expect(stretchesOf('7d', now)).toEqual({ since: at(12), until: at(19), buckets: 28 })
  expect(stretchesOf('30d', now)).toEqual({ since: new Date(2026, 1, 17).getTime(), until: at(19), buckets: 30 })
})

it('holds the present in the last stretch, or before it on the day that is under way', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PERIODS), fc.integer({ min: 1.5e12, max: 2e12 }), (period, moment) => {
      const { since, until } = stretchesOf(period, moment)
      expect(since < moment && moment < until).toBe(true)
    }),
  )
})

it('compares the period so far with as long a time before it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PERIODS), fc.integer({ min: 1.5e12, max: 2e12 }), (period, moment) => {
      const span = stretchesOf(period, moment)
      const compared = comparedStretches(span, moment)
      expect([(compared.since + compared.until) / 2, compared.buckets]).toEqual([span.since, 2])
      expect(compared.until - moment).toBeLessThanOrEqual(60_000)
    }),
  )
})

it('names stretches as people do', () => {
  expect(stretchWords('24h', at(17, 15), 3_600_000)).toBe('15:00 to 16:00')
  expect(stretchWords('7d', at(17, 6), 6 * 3_600_000)).toBe('Tue 17 Mar, 06:00 to 12:00')
  expect(stretchWords('30d', at(17), 24 * 3_600_000)).toBe('Tue 17 Mar')
})

it('labels few of them', () => {
  expect([tickOf('24h', at(17, 18), 3_600_000), tickOf('24h', at(17, 19), 3_600_000)]).toEqual(['18:00', null])
  expect([tickOf('7d', at(17, 0), 6 * 3_600_000), tickOf('7d', at(17, 6), 6 * 3_600_000)]).toEqual(['Tue', null])
  expect([tickOf('30d', at(16), 24 * 3_600_000), tickOf('30d', at(17), 24 * 3_600_000)]).toEqual(['16 Mar', null])
})
