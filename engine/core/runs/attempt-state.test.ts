import { expect, it } from 'vitest'
import { ATTEMPT_STATUSES } from '../../contract/attempt'
import { ATTEMPT_TRANSITIONS, canAttemptGo } from './attempt-state'

it('an attempt goes these ways and no others', () => {
  const ways = {
    queued: ['running', 'cancelled'],
    running: ['succeeded', 'failed', 'cancelled', 'lost'],
    succeeded: [],
    failed: [],
    cancelled: [],
    lost: [],
  }
  expect(ATTEMPT_TRANSITIONS).toStrictEqual(ways)
  expect(Object.fromEntries(ATTEMPT_STATUSES.map((from) => [from, ATTEMPT_STATUSES.filter((to) => canAttemptGo(from, to))]))).toStrictEqual(ways)
})
