import { describe, expect, it } from 'vitest'
import { RUN_STATUSES } from '../../contract/run-status'
import { canRunGo, isRunOver, OPEN_RUN_STATUSES } from './run-state'

describe('a run', () => {
  it.each([
    ['queued', ['running', 'succeeded', 'cancelled']],
    ['running', ['waiting', 'succeeded', 'failed', 'cancelled']],
    ['waiting', ['running', 'succeeded', 'failed', 'cancelled']],
    ['succeeded', []],
    ['failed', []],
    ['cancelled', []],
  ] as const)('goes from %s to %j and nowhere else', (from, to) => {
    expect(RUN_STATUSES.filter((status) => canRunGo(from, status))).toEqual(to)
  })

  it('is over once it has ended, one way or another', () => {
    expect(RUN_STATUSES.filter(isRunOver)).toEqual(['succeeded', 'failed', 'cancelled'])
    expect(OPEN_RUN_STATUSES).toEqual(['queued', 'running', 'waiting'])
  })
})
