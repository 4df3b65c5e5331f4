import { describe, expect, it } from 'vitest'
import { RUN_STATUSES } from '../../contract/run-status'
import { canRunGo, isRunOver, OPEN_RUN_STATUSES, RUN_TRANSITIONS } from './run-state'

describe('a run', () => {
  it('goes these ways and no others', () => {
    const ways = {
      queued: ['running', 'succeeded', 'cancelled'],
      running: ['waiting', 'succeeded', 'failed', 'cancelled'],
      waiting: ['running', 'succeeded', 'failed', 'cancelled'],
      succeeded: [],
      failed: [],
      cancelled: [],
    }
    expect(RUN_TRANSITIONS).toStrictEqual(ways)
    expect(Object.fromEntries(RUN_STATUSES.map((from) => [from, RUN_STATUSES.filter((to) => canRunGo(from, to))]))).toStrictEqual(ways)
  })

  it('is over once it has ended, one way or another', () => {
    expect(RUN_STATUSES.filter(isRunOver)).toEqual(['succeeded', 'failed', 'cancelled'])
    expect(OPEN_RUN_STATUSES).toEqual(['queued', 'running', 'waiting'])
  })
})
