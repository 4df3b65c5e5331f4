import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../engine/contract/events'
import type { RunDetail } from '../../../engine/contract/run'
import { itemStatus } from './item-statuses'
import { reduceRun } from './run-reducer'
import type { RunView } from './run-view'
import { at, detailOf, itemChanged, itemRow, runChanged, stepChanged, usageRecorded } from './testing/run-builders'

const read = (detail: RunDetail): RunView => {
  const view = reduceRun(null, { type: 'read', detail })
  if (view === null) throw new Error('a run that was read has a view')
  return view
}
const hear = (view: RunView, ...events: RunEvent[]): RunView => {
  const next = reduceRun(view, { type: 'events', events })
  if (next === null) throw new Error('a run that was read keeps its view')
  return next
}
const queued = () => read(detailOf({ steps: [{ id: 'collect' }, { id: 'parse', needs: ['collect'] }], lastSeq: 0 }))

describe('a run on screen', () => {
  it('hears nothing before it was read', () => {
    expect(reduceRun(null, { type: 'events', events: [runChanged(1, 'running')] })).toBeNull()
  })

  it('follows its steps', () => {
    const view = hear(
      queued(),
      runChanged(1, 'running'),
      stepChanged(2, 'collect', 'ready', 1),
      stepChanged(3, 'collect', 'running', 1),
      stepChanged(4, 'collect', 'succeeded', 1),
    )
    expect(view.run).toMatchObject({ status: 'running', startedAt: at(1), stepsDone: 1, stepsFailed: 0 })
    expect(view.steps.get('collect')).toMatchObject({ status: 'succeeded', startedAt: at(3), finishedAt: at(4) })
    expect(view.steps.get('collect')?.attempts).toEqual([
      { number: 1, status: 'succeeded', availableAt: at(2), startedAt: at(3), finishedAt: at(4), error: null, usage: null },
    ])
    expect([...view.steps.keys()]).toEqual(['collect', 'parse'])
  })

  it('tells the story of a retry from the step alone', () => {
    const error = { code: 'timeout', message: 'It took too long.' } as const
    const view = hear(
      queued(),
      stepChanged(1, 'collect', 'ready', 1),
      stepChanged(2, 'collect', 'running', 1),
      stepChanged(3, 'collect', 'waiting', 2, { waiting: { reason: 'retry', until: at(9) }, error }),
      stepChanged(4, 'collect', 'running', 2),
    )
    expect(view.steps.get('collect')?.attempts).toEqual([
      { number: 1, status: 'failed', availableAt: at(1), startedAt: at(2), finishedAt: at(3), error, usage: null },
      { number: 2, status: 'running', availableAt: at(9), startedAt: at(4), finishedAt: null, error: null, usage: null },
    ])
  })

  it('marks an attempt that was lost with its worker', () => {
    const view = hear(queued(), stepChanged(1, 'collect', 'running', 1), stepChanged(2, 'collect', 'ready', 2, { lost: true }))
    expect(view.steps.get('collect')?.attempts.map(({ status }) => status)).toEqual(['lost', 'queued'])
  })

  it('counts the items of a mapped step without reading them', () => {
    const view = hear(
      queued(),
      stepChanged(1, 'parse', 'running', 1),
      stepChanged(2, 'parse', 'running', 1, { items: 10_000 }),
      itemChanged(3, 'parse', 0, 'ready', 1),
      itemChanged(4, 'parse', 1, 'ready', 1),
      itemChanged(5, 'parse', 0, 'running', 1),
      itemChanged(6, 'parse', 0, 'succeeded', 1),
      itemChanged(7, 'parse', 1, 'waiting', 2, { waiting: { reason: 'retry', until: at(20) } }),
      itemChanged(8, 'parse', 1, 'failed', 2),
      itemChanged(9, 'parse', 2, 'ready', 1),
    )
    const step = view.steps.get('parse')
    expect(step?.map).toEqual({ total: 10_000, done: 2, failed: 1, running: 1, reused: 0 })
    expect(step?.attempts).toHaveLength(1)
    expect([0, 1, 2, 3].map((index) => (step?.items == null ? null : itemStatus(step.items, index)))).toEqual(['succeeded', 'failed', 'ready', null])
  })

  it('counts items that a worker took at once, and those that were begun before it was read', () => {
    const detail = detailOf({ steps: [{ id: 'parse', status: 'running', map: { total: 10, done: 1, failed: 0, running: 2, reused: 0 } }], status: 'running', lastSeq: 20 })
    const view = hear(
      read(detail),
      itemChanged(21, 'parse', 1, 'running', 1),
      itemChanged(22, 'parse', 3, 'running', 1),
      itemChanged(23, 'parse', 2, 'succeeded', 1),
      itemChanged(24, 'parse', 9, 'cancelled', 0),
    )
    expect(view.steps.get('parse')?.map).toEqual({ total: 10, done: 2, failed: 0, running: 2, reused: 0 })
  })

  it('lets what it heard of an item stand against an older page', () => {
    const mapped = hear(queued(), stepChanged(1, 'parse', 'running', 1, { items: 3 }), itemChanged(2, 'parse', 0, 'succeeded', 1))
    const view = reduceRun(mapped, { type: 'items', stepId: 'parse', rows: [itemRow('parse', 0, 'running'), itemRow('parse', 1, 'ready')] })
    const items = view?.steps.get('parse')?.items
    expect([0, 1, 2].map((index) => (items == null ? null : itemStatus(items, index)))).toEqual(['succeeded', 'ready', null])
  })

  it('notices a gap, stops there, and goes on from the next snapshot', () => {
    const gapped = hear(queued(), runChanged(1, 'running'), stepChanged(3, 'collect', 'running', 1))
    expect(gapped).toMatchObject({ lastSeq: 1, readAgain: 'gap' })
    expect(gapped.steps.get('collect')?.status).toBe('pending')
    const detail = detailOf({
      steps: [
        { id: 'collect', status: 'running' },
        { id: 'parse', needs: ['collect'] },
      ],
      status: 'running',
      lastSeq: 3,
    })
    expect(reduceRun(gapped, { type: 'read', detail })).toMatchObject({ lastSeq: 3, readAgain: null })
  })

  it('does not let a snapshot that was overtaken turn time back', () => {
    const view = hear(queued(), runChanged(1, 'running'), stepChanged(2, 'collect', 'running', 1))
    expect(reduceRun(view, { type: 'read', detail: detailOf({ steps: [{ id: 'collect' }], lastSeq: 1 }) })).toBe(view)
  })

  it('asks to be read once more when the run is over, for its output', () => {
    const view = hear(queued(), runChanged(1, 'running'), runChanged(2, 'failed', { code: 'step_failed', message: 'Step "parse" failed.' }))
    expect(view).toMatchObject({ readAgain: 'ended', run: { status: 'failed', finishedAt: at(2), error: { code: 'step_failed' } } })
    expect(reduceRun(view, { type: 'read', detail: detailOf({ steps: [], status: 'failed', lastSeq: 2 }) })).toMatchObject({ readAgain: null })
  })

  it('ends the same however its events are cut into batches and repeated', () => {
    const story = [
      runChanged(1, 'running'),
      stepChanged(2, 'collect', 'ready', 1),
      stepChanged(3, 'collect', 'running', 1),
      stepChanged(4, 'collect', 'ready', 2, { lost: true }),
      stepChanged(5, 'collect', 'running', 2),
      stepChanged(6, 'collect', 'succeeded', 2),
      stepChanged(7, 'parse', 'running', 1, { items: 4 }),
      ...[0, 1, 2, 3].flatMap((index) => [itemChanged(8 + index * 2, 'parse', index, 'ready', 1), itemChanged(9 + index * 2, 'parse', index, 'succeeded', 1)]),
      stepChanged(16, 'parse', 'succeeded', 1),
      runChanged(17, 'succeeded'),
    ]
    const whole = hear(queued(), ...story)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(16), fc.nat(16))), (cuts) => {
        let view = queued()
        for (const [to, from] of cuts.toSorted((a, b) => a[0] - b[0]))
          view = hear(view, ...story.slice(Math.min(from, view.lastSeq), Math.max(to, view.lastSeq)))
        const end = hear(view, ...story)
        expect({ ...end, steps: [...end.steps].map(([id, { items, ...step }]) => [id, step, items?.codes]) }).toEqual({
          ...whole,
          steps: [...whole.steps].map(([id, { items, ...step }]) => [id, step, items?.codes]),
        })
      }),
    )
  })

  it('adds up what models used: on the attempt, its step and the run; of an item on step and run alone', () => {
    const used = (inputTokens: number, usd: number | null) => ({ inputTokens, outputTokens: 10, estimated: false, usd })
    const view = hear(
      queued(),
      runChanged(1, 'running'),
      stepChanged(2, 'collect', 'running', 1),
      usageRecorded(3, 'collect', 1, used(100, 0.25)),
      usageRecorded(4, 'collect', 1, used(50, 0.5)),
      usageRecorded(5, 'parse', 1, used(1, null), 3),
    )
    const collected = { inputTokens: 150, outputTokens: 20, estimated: false, usd: 0.75 }
    expect(view.steps.get('collect')).toMatchObject({ usage: collected, attempts: [{ number: 1, usage: collected }] })
    expect(view.steps.get('parse')).toMatchObject({ usage: used(1, null), attempts: [] })
    expect(view.run.usage).toEqual({ inputTokens: 151, outputTokens: 30, estimated: false, usd: null })
  })

  it('takes a burst of ten thousand item events in one frame', () => {
    const mapped = hear(queued(), stepChanged(1, 'parse', 'running', 1, { items: 10_000 }))
    const burst = Array.from({ length: 10_000 }, (_, index) => itemChanged(index + 2, 'parse', index, 'ready', 1))
    const started = performance.now()
    const view = hear(mapped, ...burst)
    expect(view.steps.get('parse')?.map?.running).toBe(10_000)
    expect(performance.now() - started).toBeLessThan(250)
  })
})

describe('a run that is paused', () => {
  it('knows at once how much of it is at work, as far as events tell', () => {
    const view = hear(queued(), runChanged(1, 'running'), stepChanged(2, 'collect', 'running', 1), { type: 'run.paused', seq: 3, at: at(3) })
    expect(view.run).toMatchObject({ pausedAt: at(3), stillAtWork: 1 })
    expect(hear(view, { type: 'run.resumed', seq: 4, at: at(4) }).run).toMatchObject({ pausedAt: null, stillAtWork: 0 })
  })

  it('is paused no more when it is over', () => {
    const view = hear(queued(), runChanged(1, 'running'), { type: 'run.paused', seq: 2, at: at(2) }, runChanged(3, 'cancelled'))
    expect(view.run).toMatchObject({ status: 'cancelled', pausedAt: null })
  })
})

describe('a run that waits for its group', () => {
  it('waits no more when its steps move', () => {
    const waitsForGroup = { group: 'nightly', limit: 1, ahead: 0, holders: [] }
    const view = read(detailOf({ steps: [{ id: 'collect' }], waitsForGroup }))
    expect(hear(view, runChanged(1, 'queued')).run.waitsForGroup).toEqual(waitsForGroup)
    expect(hear(view, runChanged(1, 'queued'), stepChanged(2, 'collect', 'ready', 1)).run.waitsForGroup).toBeNull()
  })
})

describe('steps that are there for a failure', () => {
  it('are no steps to those who count theirs', () => {
    const detail = detailOf({ steps: [{ id: 'collect' }, { id: 'tell' }] })
    const graph = { steps: detail.graph.steps.map((step) => ({ ...step, onFailure: step.id === 'tell' })) }
    const view = hear(read({ ...detail, graph }), stepChanged(1, 'collect', 'failed', 1), stepChanged(2, 'tell', 'succeeded', 1))
    expect(view.run).toMatchObject({ stepsDone: 1, stepsFailed: 1 })
  })
})
