import fc from 'fast-check'
import { expect, it } from 'vitest'
import { positionOf, timeScale } from './time-scale'

it('puts round ticks from the start to just past the end', () => {
  expect(timeScale(1000, 15_200)).toEqual({ from: 1000, to: 16_000, ticks: [0, 5000, 10_000, 15_000] })
  expect(timeScale(0, 18_000)).toEqual({ from: 0, to: 20_000, ticks: [0, 5000, 10_000, 15_000, 20_000] })
  expect(timeScale(0, 0).ticks).toEqual([0, 1])
  expect(timeScale(0, 95 * 60_000).ticks).toEqual([0, 30, 60, 90, 120].map((minutes) => minutes * 60_000))
  expect(timeScale(0, 9 * 86_400_000).ticks).toEqual([0, 2, 4, 6, 8, 10].map((days) => days * 86_400_000))
})

it('has few ticks and room for everything, at any length', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(40 * 86_400_000), (from, length) => {
      const scale = timeScale(from, from + length)
      expect(scale.ticks.length).toBeLessThanOrEqual(6)
      expect(scale.to).toBeGreaterThanOrEqual(from + length)
      expect(scale.to - scale.from).toBeLessThanOrEqual(Math.max(2, length * 2.6))
    }),
  )
})

it('keeps positions inside', () => {
  const scale = timeScale(0, 20_000)
  expect([-5, 0, 5000, 99_999].map((at) => positionOf(scale, at))).toEqual([0, 0, 0.25, 1])
})
