import { expect, it } from 'vitest'
import { ATTEMPT_STATUSES } from '../../contract/attempt'
import { canAttemptGo } from './attempt-state'

it.each([
  ['queued', ['running', 'cancelled']],
  ['running', ['succeeded', 'failed', 'cancelled', 'lost']],
  ['succeeded', []],
  ['failed', []],
  ['cancelled', []],
  ['lost', []],
] as const)('an attempt goes from %s to %j and nowhere else', (from, to) => {
  expect(ATTEMPT_STATUSES.filter((status) => canAttemptGo(from, status))).toEqual(to)
})
