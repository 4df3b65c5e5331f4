import { expect, it } from 'vitest'
import type { RunCounters } from './decisions'
import { runStatusOf } from './plan-run'

const counters: RunCounters = { status: 'running', cancelRequested: false, open: 2, active: 1, failed: 0 }

it.each<[string, Partial<RunCounters>, string]>([
  ['stays queued until a step is at work', { status: 'queued' }, 'queued'],
  ['stays queued after a cancel was asked for, as long as steps are open', { status: 'queued', active: 0, cancelRequested: true }, 'queued'],
  ['runs while a step is ready or at work', {}, 'running'],
  ['runs again when one of its waiting steps goes on', { status: 'waiting' }, 'running'],
  ['waits when no step is ready or at work', { active: 0 }, 'waiting'],
  ['goes on waiting as long as that is so', { status: 'waiting', active: 0 }, 'waiting'],
  ['goes on while steps are open, also when one has failed', { failed: 1 }, 'running'],
  ['goes on while steps are open, also when a cancel was asked for', { cancelRequested: true }, 'running'],
  ['succeeds when every step has ended and none failed', { open: 0, active: 0 }, 'succeeded'],
  ['fails when every step has ended and one failed', { open: 0, active: 0, failed: 1 }, 'failed'],
  ['is cancelled when every step has ended after a cancel, though all succeeded', { open: 0, active: 0, cancelRequested: true }, 'cancelled'],
  ['is cancelled when every step has ended after a cancel, though one failed', { open: 0, active: 0, failed: 1, cancelRequested: true }, 'cancelled'],
  ['can end while it is still queued', { status: 'queued', open: 0, active: 0, cancelRequested: true }, 'cancelled'],
])('a run %s', (_sentence, change, status) => {
  expect(runStatusOf({ ...counters, ...change })).toBe(status)
})
