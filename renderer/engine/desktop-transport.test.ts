import { expect, it } from 'vitest'
import { linkStateOf } from './desktop-transport'

const reason = { code: 'storage_full' as const, message: 'The disk is full.' }

it('turns what the desktop says into the state of the link', () => {
  const now = 1_000
  expect(linkStateOf({ state: 'starting', reason: null, restartInMs: null, restarts: 0 }, now)).toEqual({ state: 'starting' })
  expect(linkStateOf({ state: 'restarting', reason, restartInMs: 500, restarts: 1 }, now)).toEqual({ state: 'restarting', reason, nextTryAt: 1_500 })
  expect(linkStateOf({ state: 'restarting', reason: null, restartInMs: null, restarts: 1 }, now)).toEqual({
    state: 'restarting',
    reason: null,
    nextTryAt: null,
  })
  expect(linkStateOf({ state: 'down', reason, restartInMs: null, restarts: 5 }, now)).toEqual({ state: 'down', reason })
})

it('tells an engine that does not answer from one that is gone', () => {
  expect(linkStateOf({ state: 'silent', reason: null, restartInMs: null, restarts: 0 }, 0)).toEqual({ state: 'silent' })
})

it('calls an engine that lives, but has not answered this page, starting', () => {
  expect(linkStateOf({ state: 'live', reason: null, restartInMs: null, restarts: 0 }, 0)).toEqual({ state: 'starting' })
})
