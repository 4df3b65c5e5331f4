import { v7 } from 'uuid'
import { expect, it } from 'vitest'
import { firstIdAt } from './id-time'

it('lies before every id of its millisecond and after every id of the one before', () => {
  const at = Date.UTC(2026, 10, 22, 5, 0, 0, 123)
  for (let made = 0; made < 100; made += 1) {
    expect(v7({ msecs: at }) >= firstIdAt(at)).toBe(true)
    expect(v7({ msecs: at - 1 }) < firstIdAt(at)).toBe(true)
  }
})

it('is the beginning of time for times before it', () => {
  expect(firstIdAt(-5)).toBe('00000000-0000-7000-8000-000000000000')
})
