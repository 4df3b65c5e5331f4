import { describe, expect, it } from 'vitest'
import type { RunDetail } from '../../../engine/contract/run'
import { criticalPath } from './critical-path'
import { reduceRun } from './run-reducer'
import { at, detailOf, stepRow } from './testing/run-builders'
import { segmentsOf, stepDuration, timelineRange } from './timeline'
import type { AttemptView } from './run-view'
import type { StepRunWithAttempts } from '../../../engine/contract/step'

const attempt = (number: number, status: AttemptView['status'], times: { available: number; started?: number; finished?: number }) => ({
  id: '019a0000-0000-7000-8000-00000000bbbb',
  queue: 'default',
  number,
  status,
  availableAt: at(times.available),
  startedAt: times.started === undefined ? null : at(times.started),
  finishedAt: times.finished === undefined ? null : at(times.finished),
  error: null,
  usage: null,
})
const step = (given: Partial<StepRunWithAttempts>) => ({ ...stepRow({ id: 'parse', ...given }), items: null, onFailure: false, refused: 0, waitingSince: null })
const drawn = (given: Partial<StepRunWithAttempts>, now: number) =>
  segmentsOf(step(given), at(now)).map((segment) => [
    segment.kind === 'attempt' || segment.kind === 'items' ? segment.status : segment.kind,
    (segment.from - at(0)) / 1000,
    (segment.to - at(0)) / 1000,
  ])

describe('the segments of a step', () => {
  it('are none before it is ready', () => {
    expect(drawn({ status: 'pending' }, 5)).toEqual([])
  })
  it('show the wait for a worker, the failed try, the wait for the next, and the try at work up to now', () => {
    const attempts = [attempt(1, 'failed', { available: 0, started: 2, finished: 3 }), attempt(2, 'running', { available: 5, started: 6 })]
    expect(drawn({ status: 'running', startedAt: at(2), attempts }, 9)).toEqual([
      ['queue', 0, 2],
      ['failed', 2, 3],
      ['wait', 3, 6],
      ['running', 6, 9],
    ])
  })
  it('let a wait for a retry grow until it starts', () => {
    expect(
      drawn({ status: 'waiting', attempts: [attempt(1, 'lost', { available: 0, started: 0, finished: 3 }), attempt(2, 'queued', { available: 30 })] }, 9),
    ).toEqual([
      ['lost', 0, 3],
      ['wait', 3, 9],
    ])
  })
  it('draw a mapped step as one', () => {
    expect(
      drawn(
        {
          status: 'running',
          startedAt: at(1),
          map: { total: 10_000, done: 20, failed: 1, running: 8, reused: 0 },
          attempts: [attempt(1, 'running', { available: 0, started: 1 })],
        },
        9,
      ),
    ).toEqual([['running', 1, 9]])
  })
  it('show what else a step waits for', () => {
    const waiting = {
      ...step({
        status: 'waiting',
        waiting: { reason: 'timer', until: at(60) },
        attempts: [attempt(1, 'succeeded', { available: 0, started: 0, finished: 1 })],
      }),
      waitingSince: at(1),
    }
    expect(segmentsOf(waiting, at(20)).at(-1)).toEqual({ kind: 'wait', from: at(1), to: at(20) })
  })
  it('keep that wait when it is over', () => {
    expect(
      drawn({ status: 'succeeded', startedAt: at(0), finishedAt: at(9), attempts: [attempt(1, 'succeeded', { available: 0, started: 0, finished: 1 })] }, 20),
    ).toEqual([
      ['succeeded', 0, 1],
      ['wait', 1, 9],
    ])
  })
  it('leave out waits that nobody could see', () => {
    const soon = { ...attempt(1, 'succeeded', { available: 0, started: 0, finished: 1 }), startedAt: at(0) + 4 }
    expect(segmentsOf(step({ status: 'succeeded', attempts: [soon] }), at(2))).toHaveLength(1)
  })
})

describe('the range of a timeline', () => {
  const rangeOf = (detail: RunDetail, now: number) => {
    const view = reduceRun(null, { type: 'read', detail })
    if (view === null) throw new Error('a run that was read has a view')
    const { from, until } = timelineRange(view, at(now))
    return [(from - at(0)) / 1000, (until - at(0)) / 1000]
  }
  it('reaches to what is usual while the run goes on, and beyond when it takes longer', () => {
    const running = detailOf({ steps: [], status: 'running', startedAt: at(2), usualMs: { p50: 18_000, p95: 30_000 } })
    expect(rangeOf(running, 5)).toEqual([2, 20])
    expect(rangeOf(running, 50)).toEqual([2, 50])
  })
  it('ends with the run', () => {
    expect(rangeOf(detailOf({ steps: [], status: 'succeeded', startedAt: at(2), finishedAt: at(9), usualMs: { p50: 18_000, p95: 30_000 } }), 500)).toEqual([
      2, 9,
    ])
  })
})

describe('stepDuration', () => {
  it('is none before the start, then grows, then stands', () => {
    expect([
      stepDuration(step({}), at(5)),
      stepDuration(step({ startedAt: at(2) }), at(5)),
      stepDuration(step({ startedAt: at(2), finishedAt: at(3) }), at(5)),
    ]).toEqual([null, 3000, 1000])
  })
})

describe('criticalPath', () => {
  const { graph } = detailOf({ steps: [{ id: 'a' }, { id: 'b', needs: ['a'] }, { id: 'c', needs: ['a'] }, { id: 'd', needs: ['b', 'c'] }] })
  const times = (rows: Record<string, readonly [number, number | null]>) =>
    new Map(Object.entries(rows).map(([id, [from, to]]) => [id, { startedAt: at(from), finishedAt: to === null ? null : at(to) }]))

  it('is empty before anything started', () => {
    expect(criticalPath(graph, new Map())).toEqual([])
  })
  it('goes back from the last end through the needs that held it up', () => {
    expect(criticalPath(graph, times({ a: [0, 2], b: [2, 9], c: [2, 4], d: [9, 12] }))).toEqual(['a', 'b', 'd'])
  })
  it('ends, while the run goes on, in the step that has been at it longest', () => {
    expect(criticalPath(graph, times({ a: [0, 2], b: [3, null], c: [2, null] }))).toEqual(['a', 'c'])
  })
})
