import { expect, it } from 'vitest'
import type { ApprovalRole } from '../../contract/approval'
import { isExpired } from './ask'
import { mayAnswer } from './may-answer'

it.each<[readonly ApprovalRole[], readonly string[], boolean]>([
  [['operator'], ['read'], false],
  [['operator'], ['read', 'run'], true],
  [['operator'], ['read', 'run', 'author', 'admin'], true],
  [['author'], ['read', 'run'], false],
  [['author'], ['read', 'run', 'author'], true],
  [['admin'], ['read', 'run', 'author'], false],
  [['admin', 'operator'], ['read', 'run'], true],
])('a question for %j may be answered by whoever may %j: %s', (roles, permissions, may) => {
  expect(mayAnswer(roles, new Set(permissions))).toBe(may)
})

it('an answer counts before its time, not at it', () => {
  expect([isExpired({ expiresAt: 10 }, 9), isExpired({ expiresAt: 10 }, 10), isExpired({ expiresAt: null }, 10)]).toEqual([false, true, false])
})
