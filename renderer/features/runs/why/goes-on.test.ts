import { expect, it } from 'vitest'
import { goesOnWords } from './goes-on'

it('says of what ends without anybody that it does', () => {
  expect(goesOnWords({ reason: 'slot', until: null }, null)).toBe('It goes on by itself as soon as a place is free.')
  expect(goesOnWords({ reason: 'slot', until: 9 }, null)).toBe('It goes on by itself.')
  expect(goesOnWords({ reason: 'timer', until: 9 }, null)).toContain('also after a restart')
  expect(goesOnWords({ reason: 'retry', until: 9 }, { reason: 'place' })).toBe('It goes on by itself as soon as a place is free.')
  expect([
    goesOnWords({ reason: 'approval', until: null }, null),
    goesOnWords({ reason: 'child', until: null }, null),
    goesOnWords({ reason: 'retry', until: 9 }, { reason: 'paused' }),
  ]).toEqual([null, null, null])
})
