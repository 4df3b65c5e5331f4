import { expect, it } from 'vitest'
import { History, NOON, runOf, waitingRunOf } from '../testing/history'
import { PlainProgress } from './plain-progress'

it('tells each change of a run once, with its time', () => {
  const history = new History()
  const progress = new PlainProgress(runOf('fetch', 'sum', 'outputs'))
  const lines = [
    history.run(0, 'queued'),
    history.step(0, { stepId: 'fetch', status: 'ready' }),
    history.run(1, 'running'),
    history.step(1, { stepId: 'fetch', status: 'running' }),
    history.step(3, { stepId: 'fetch', status: 'succeeded' }),
    history.step(3, { stepId: 'sum', status: 'skipped', skipReason: 'condition' }),
    history.step(4, { stepId: 'outputs', status: 'succeeded' }),
    history.run(4, 'succeeded'),
  ].flatMap((event) => progress.linesAfter(event))
  expect(lines).toEqual([
    '12:00:00 SBX-7 digest started',
    '12:00:01 fetch running',
    '12:00:03 fetch succeeded in 2.0 s',
    '12:00:03 sum skipped: its condition was false',
    '12:00:04 SBX-7 succeeded after 4.0 s',
  ])
})

it('tells the progress of a mapped step once a second at most, and its end always', () => {
  const history = new History()
  const progress = new PlainProgress(runOf('parse*'))
  const item = (second: number, itemIndex: number, status: 'ready' | 'running' | 'succeeded' | 'failed') =>
    history.step(second, { stepId: 'parse', itemIndex, status })
  const lines = [
    history.step(0, { stepId: 'parse', status: 'running' }),
    history.step(0, { stepId: 'parse', status: 'running', items: 4 }),
    item(0, 0, 'ready'),
    item(0, 0, 'running'),
    item(0.1, 0, 'succeeded'),
    item(0.2, 1, 'failed'),
    item(1.5, 2, 'succeeded'),
    item(1.6, 3, 'succeeded'),
  ].flatMap((event) => progress.linesAfter(event))
  expect(lines).toEqual(['12:00:00 parse 0/4', '12:00:00 parse 1/4', '12:00:01 parse 3/4, 1 failed', '12:00:01 parse 4/4, 1 failed'])
})

it('says of a step whether its output was made anew', () => {
  const history = new History()
  const progress = new PlainProgress(runOf('fetch', 'call'))
  const lines = [
    history.step(0, { stepId: 'fetch', status: 'succeeded', attempt: 0, reusedFrom: 'earlier' }),
    history.step(1, { stepId: 'call', status: 'running' }),
    history.step(1, { stepId: 'call', status: 'succeeded', reusedFrom: 'earlier' }),
  ].flatMap((event) => progress.linesAfter(event))
  expect(lines).toEqual(['12:00:00 fetch taken over', '12:00:01 call running', '12:00:01 call succeeded in 0 ms, from the step cache'])
})

it('says why a step failed, waits, or begins again', () => {
  const history = new History()
  const progress = new PlainProgress(runOf('call'))
  const error = { code: 'timeout', message: 'It took longer than\n30 s.' } as const
  const lines = [
    history.step(1, { stepId: 'call', status: 'running' }),
    history.step(2, { stepId: 'call', status: 'waiting', waiting: { reason: 'retry', until: history.step(5, { stepId: 'call', status: 'ready' }).at }, error }),
    history.step(5, { stepId: 'call', status: 'running', attempt: 2 }),
    history.step(6, { stepId: 'call', status: 'ready', attempt: 3, lost: true }),
    history.cancelRequested(7),
    history.step(8, { stepId: 'call', status: 'failed', attempt: 3, error }),
  ].flatMap((event) => progress.linesAfter(event))
  expect(lines).toEqual([
    '12:00:01 call running',
    '12:00:02 call is tried again at 12:00:05: It took longer than\\n30 s.',
    '12:00:05 call running, attempt 2',
    '12:00:06 call (its engine went away) is queued again',
    '12:00:07 SBX-7 is asked to stop',
    '12:00:08 call failed in 7.0 s: It took longer than\\n30 s.',
  ])
})

it('tells a place that is not free from a provider that wants to be left alone', () => {
  const waits = (until: number | null) => {
    const event = new History().step(1, { stepId: 'call', status: 'waiting', waiting: { reason: 'slot', until } })
    return new PlainProgress(runOf('call')).linesAfter(event)
  }
  expect(waits(null)).toEqual(['12:00:01 call waits for a free place at its service or model'])
  expect(waits(NOON + 30_000)).toEqual(['12:00:01 call waits for its service or model, which takes nothing before 12:00:30'])
})

it('says why a run does not begin whose group is full, and when it does', () => {
  const wait = { group: 'acme', limit: 1, ahead: 0, holders: [{ runId: 'r4', externalId: 'SBX-4' }] }
  const told = (...statuses: readonly ('queued' | 'running' | 'waiting' | 'cancelled')[]) => {
    const history = new History()
    const progress = new PlainProgress(waitingRunOf(wait, 'fetch'))
    return statuses.flatMap((status, second) => progress.linesAfter(history.run(second, status)))
  }
  expect(told('queued', 'running', 'waiting', 'running')).toEqual([
    '12:00:00 SBX-7 digest is queued: it waits for the only place of group acme, held by SBX-4',
    '12:00:01 SBX-7 digest waits no more, and starts',
  ])
  expect(told('queued', 'cancelled')[1]).toBe('12:00:01 SBX-7 cancelled after 1.0 s')
})

it('says when a run is paused and goes on, and nothing of what was not needed', () => {
  const history = new History()
  const progress = new PlainProgress(runOf('fetch', 'tell!'))
  const lines = [
    history.run(0, 'running'),
    history.paused(1),
    history.resumed(2),
    history.step(3, { stepId: 'fetch', status: 'succeeded' }),
    history.step(3, { stepId: 'tell', status: 'skipped', attempt: 0, skipReason: 'not_needed' }),
    history.run(3, 'succeeded'),
  ].flatMap((event) => progress.linesAfter(event))
  expect(lines).toEqual([
    '12:00:01 SBX-7 is paused: nothing more begins until it is resumed',
    '12:00:02 SBX-7 goes on',
    '12:00:03 fetch succeeded',
    '12:00:03 SBX-7 succeeded after 3.0 s',
  ])
})
