import { describe, expect, it } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import { RigClock } from '../testing/faults/rig-clock'
import { Health } from './health'
import { StoragePatience } from './storage-patience'

function patient() {
  const clock = new RigClock(0)
  const health = new Health({ publish: () => undefined, subscribe: () => () => undefined }, { info() {}, warn() {}, error() {} })
  return { clock, health, patience: new StoragePatience(clock.life(), health), stop: new AbortController() }
}

const full = new EngineError('storage_full', 'The disk is full.')

/** Fails so often, then succeeds. */
function failing(times: number, error: Error = full) {
  let done = 0
  return async () => {
    done += 1
    if (done <= times) throw error
    return done
  }
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

describe('what needs the storage', () => {
  it('is done again until it can be, ever more seldom, and the engine says meanwhile what keeps it', async () => {
    const { clock, health, patience, stop } = patient()
    const done = patience.with(failing(6), stop.signal)
    const waited: number[] = []
    for (let time = 0; time < 6; time++) {
      await turns()
      const before = clock.now
      expect(clock.next()).toBe(true)
      waited.push(clock.now - before)
    }
    expect(await done).toBe(7)
    expect(waited).toEqual([250, 500, 1000, 2000, 4000, 5000])
    expect(health.state).toMatchObject({ state: 'degraded', error: { code: 'storage_full' } })
  })

  it('is given up when it is to stop, and leaves no timer', async () => {
    const { clock, patience, stop } = patient()
    const done = patience.with(failing(Number.POSITIVE_INFINITY), stop.signal)
    await turns()
    stop.abort('shutdown')
    await expect(done).rejects.toBe(full)
    expect(clock.next()).toBe(false)
  })

  it.each([
    new EngineError('storage_corrupt', 'The database is damaged.'),
    new EngineError('expression_failed', 'No such input.'),
    new Error('a fault of ours'),
  ])('is not done again after "$message"', async (error) => {
    const { patience, stop } = patient()
    await expect(patience.with(failing(1, error), stop.signal)).rejects.toBe(error)
  })
})
