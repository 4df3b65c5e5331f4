import { expect, test } from 'vitest'
import { validate, version } from 'uuid'
import { orderedIds } from './ordered-ids'

test('ids are UUIDv7s, and each sorts after the one before, whatever the clock does', () => {
  const times = [1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_001, 1_600_000_000_000]
  let asked = 0
  const next = orderedIds(() => times[asked++ % times.length] ?? 0)
  const ids = Array.from({ length: 5000 }, next)
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('two processes that begin in the same millisecond give out different ids', () => {
  const [one, other] = [orderedIds(() => 1_700_000_000_000), orderedIds(() => 1_700_000_000_000)]
  expect(one()).not.toBe(other())
})
