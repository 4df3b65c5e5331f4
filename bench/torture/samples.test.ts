import { expect, test } from 'vitest'
import { slope, type Sample } from './samples'

const at = (minute: number, handles: number): Sample => ({ at: minute * 60_000, memoryBytes: 0, handles, logBytes: 0, databaseBytes: 0 })

test('a slope is what is added in an hour, whatever comes and goes meanwhile', () => {
  const samples = Array.from({ length: 60 }, (_, minute) => at(minute, 100 + minute / 6 + (minute % 2 === 0 ? 3 : -3)))
  expect(slope(samples, ({ handles }) => handles)).toBeCloseTo(10, 0)
  expect(slope([at(1, 5)], ({ handles }) => handles)).toBe(0)
})
