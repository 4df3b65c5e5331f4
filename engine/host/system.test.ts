import { expect, test, vi } from 'vitest'
import { systemClock } from './system'

test('a clock that is set back does not stop what was to happen after a while', async () => {
  const rung = new Promise<void>((resolve) => systemClock.callAt(systemClock.now() + 30, resolve))
  const real = Date.now
  const back = vi.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000)
  try {
    await rung
  } finally {
    back.mockRestore()
  }
}, 2000)

test('nothing rings before its time', async () => {
  const at = systemClock.now() + 5
  const rungAt = await new Promise<number>((resolve) => systemClock.callAt(at, () => resolve(systemClock.now())))
  expect(rungAt).toBeGreaterThanOrEqual(at)
})
