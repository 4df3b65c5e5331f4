import { describe, expect, it } from 'vitest'
import { STEP_STATUSES } from '../../contract/step'
import { canStepGo, isStepActive, isStepOver, OPEN_STEP_STATUSES, STEP_TRANSITIONS } from './step-state'

describe('a step run', () => {
  it('goes these ways and no others', () => {
    const ways = {
      pending: ['ready', 'running', 'waiting', 'succeeded', 'skipped', 'cancelled'],
      ready: ['ready', 'running', 'waiting', 'cancelled'],
      running: ['ready', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled'],
      waiting: ['ready', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'],
      succeeded: [],
      failed: [],
      skipped: [],
      cancelled: [],
    }
    expect(STEP_TRANSITIONS).toStrictEqual(ways)
    expect(Object.fromEntries(STEP_STATUSES.map((from) => [from, STEP_STATUSES.filter((to) => canStepGo(from, to))]))).toStrictEqual(ways)
  })

  it('is over once it has ended, one way or another', () => {
    expect(STEP_STATUSES.filter(isStepOver)).toEqual(['succeeded', 'failed', 'skipped', 'cancelled'])
    expect(OPEN_STEP_STATUSES).toEqual(['pending', 'ready', 'running', 'waiting'])
  })

  it('keeps its run running while it is ready or at work', () => {
    expect(STEP_STATUSES.filter(isStepActive)).toEqual(['ready', 'running'])
  })
})
