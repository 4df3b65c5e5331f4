import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../engine/contract/events'
import { eventWords, seqAtTime, viewAt, withEvents } from './replay'
import { reduceRun } from './run-reducer'
import type { RunView } from './run-view'
import { at, detailOf, itemChanged, runChanged, stepChanged } from './testing/run-builders'

const queued = (): RunView => {
  const view = reduceRun(null, { type: 'read', detail: detailOf({ steps: [{ id: 'collect' }, { id: 'parse', needs: ['collect'] }] }) })
  if (view === null) throw new Error('a run that was read has a view')
  return view
}
const live = (events: readonly RunEvent[]): RunView => reduceRun(queued(), { type: 'events', events }) ?? queued()
const outline = (view: RunView | null) =>
  view === null
    ? null
    : { run: view.run.status, done: view.run.stepsDone, steps: [...view.steps.values()].map(({ stepId, status, map }) => ({ stepId, status, map })) }

const STORY: readonly RunEvent[] = [
  runChanged(1, 'running'),
  stepChanged(2, 'collect', 'running', 1),
  stepChanged(3, 'collect', 'succeeded', 1),
  stepChanged(4, 'parse', 'running', 1, { items: 2 }),
  itemChanged(5, 'parse', 0, 'running', 1),
  itemChanged(6, 'parse', 0, 'failed', 1),
  stepChanged(7, 'parse', 'failed', 1, { error: { code: 'items_failed', message: 'One item failed.' } }),
  runChanged(8, 'failed'),
]

describe('the past of a run', () => {
  it('begins with nothing done, whatever came of it', () => {
    const history = withEvents(null, live(STORY), STORY)
    expect(outline(viewAt(history, 0))).toEqual({
      run: 'queued',
      done: 0,
      steps: [
        { stepId: 'collect', status: 'pending', map: null },
        { stepId: 'parse', status: 'pending', map: null },
      ],
    })
  })

  it('shows each moment as it was', () => {
    const history = withEvents(null, live(STORY), STORY)
    expect(outline(viewAt(history, 5))).toEqual({
      run: 'running',
      done: 1,
      steps: [
        { stepId: 'collect', status: 'succeeded', map: null },
        { stepId: 'parse', status: 'running', map: { total: 2, done: 0, failed: 0, running: 1, reused: 0 } },
      ],
    })
    expect(viewAt(history, 3)?.steps.get('collect')).toMatchObject({ startedAt: at(2), finishedAt: at(3) })
  })

  it('comes at its end to what the live screen shows', () => {
    expect(outline(viewAt(withEvents(null, live(STORY), STORY), STORY.length))).toEqual(outline(live(STORY)))
  })

  it('is the same at any moment, folded from a mark or from the beginning, read at once or in parts', () => {
    const long = Array.from({ length: 3500 }, (_, i) =>
      stepChanged(i + 1, i % 3 === 0 ? 'parse' : 'collect', i % 2 === 0 ? 'running' : 'waiting', 1 + Math.floor(i / 50)),
    )
    const whole = withEvents(null, live(long), long)
    fc.assert(
      fc.property(fc.nat(3500), fc.nat(3500), (seq, cut) => {
        const parts = withEvents(withEvents(null, live(long), long.slice(0, cut)), live(long), long.slice(cut))
        expect(outline(viewAt(parts, seq))).toEqual(outline(viewAt(whole, seq)))
        expect(outline(viewAt(whole, seq))).toEqual(outline(reduceRun(viewAt(whole, 0), { type: 'events', events: long.slice(0, seq) })))
      }),
      { numRuns: 30 },
    )
  })

  it('finds the last thing that had happened by a time', () => {
    expect([at(0), at(1), at(3) + 500, at(99)].map((time) => seqAtTime(STORY, time))).toEqual([0, 1, 3, 8])
  })

  it('tells in words what happened', () => {
    expect([STORY[2], STORY[5], STORY[7]].map((event) => (event === undefined ? '' : eventWords(event)))).toEqual([
      'collect: succeeded',
      'item 0 of parse: failed',
      'the run: failed',
    ])
  })
})
