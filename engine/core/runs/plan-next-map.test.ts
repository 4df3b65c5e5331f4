import { describe, expect, it } from 'vitest'
import { aMap, aStep, aStepState, steadyRetry } from '../../testing/builders'
import type { MapSpec } from '../pipelines/spec'
import type { AttemptOutcome, ItemRange, MapState, StepState } from './decisions'
import { planNext } from './plan-next'
import type { EndedStepStatus } from './step-state'

/** How a mapped step goes from its list to its end. */

const NOW = 1_000_000
const parent = (map: MapState | null = null): StepState => aStepState({ id: 'each-run', stepId: 'each', status: 'running', attempt: 1, map })
const spec = (change: Partial<MapSpec> = {}) => aStep('each', { map: aMap(change) })

const listed = (total: number, maxParallel = 2, cancelRequested = false) =>
  planNext({ change: 'attempt_ended', step: parent(), spec: spec({ maxParallel }), outcome: { kind: 'expanded', total, reused: [] }, cancelRequested, random: 0 }, NOW)

describe('a list that was read', () => {
  it('begins as many items as may be at work at once', () => {
    expect(listed(5)).toEqual([
      { do: 'update_map', step: parent(), map: { total: 5, next: 2, open: 2, done: 0, failed: 0, reused: 0 } },
      { do: 'start_item', parent: parent(), index: 0 },
      { do: 'start_item', parent: parent(), index: 1 },
    ])
  })

  it('begins all items when there are fewer', () => {
    expect(listed(1)).toEqual([
      { do: 'update_map', step: parent(), map: { total: 1, next: 1, open: 1, done: 0, failed: 0, reused: 0 } },
      { do: 'start_item', parent: parent(), index: 0 },
    ])
  })

  it('begins all items when nothing bounds them', () => {
    const decisions = planNext(
      { change: 'attempt_ended', step: parent(), spec: aStep('each'), outcome: { kind: 'expanded', total: 3, reused: [] }, cancelRequested: false, random: 0 },
      NOW,
    )
    expect(decisions).toMatchObject([{ map: { next: 3, open: 3 } }, { index: 0 }, { index: 1 }, { index: 2 }])
  })

  it('ends the step at once when it is empty', () => {
    const map = { total: 0, next: 0, open: 0, done: 0, failed: 0, reused: 0 }
    expect(listed(0)).toEqual([
      { do: 'update_map', step: parent(), map },
      { do: 'end_step', step: parent(map), status: 'succeeded', skipReason: null, error: null },
    ])
  })

  it('is dropped after a cancel', () => {
    expect(listed(5, 2, true)).toEqual([
      { do: 'drop_items', parent: parent() },
      { do: 'end_step', step: parent(), status: 'cancelled', skipReason: null, error: null },
    ])
  })
})

describe('a list that was read in part', () => {
  it.each<[string, AttemptOutcome, boolean, EndedStepStatus]>([
    ['is given up', { kind: 'failed', error: { code: 'expression_failed', message: 'no list' }, retryable: false, retryAfterMs: 0 }, false, 'failed'],
    ['fails after a cancel', { kind: 'failed', error: { code: 'timeout', message: 'late' }, retryable: true, retryAfterMs: 0 }, true, 'cancelled'],
    ['is aborted', { kind: 'cancelled' }, true, 'cancelled'],
    ['is lost after a cancel', { kind: 'lost' }, true, 'cancelled'],
  ])('leaves no item behind when it %s', (_sentence, outcome, cancelRequested, status) => {
    const decisions = planNext({ change: 'attempt_ended', step: parent(), spec: spec(), outcome, cancelRequested, random: 0 }, NOW)
    expect(decisions).toMatchObject([
      { do: 'drop_items', parent: parent() },
      { do: 'end_step', step: parent(), status },
    ])
  })

  it('leaves no item behind when it is lost and must not be read again', () => {
    const once = aStep('each', { map: aMap(), onLost: 'fail' })
    const decisions = planNext({ change: 'attempt_ended', step: parent(), spec: once, outcome: { kind: 'lost' }, cancelRequested: false, random: 0 }, NOW)
    expect(decisions).toMatchObject([{ do: 'drop_items' }, { do: 'end_step', status: 'failed', error: { code: 'worker_lost' } }])
  })

  it('is read again when it was lost', () => {
    const decisions = planNext({ change: 'attempt_ended', step: parent(), spec: spec(), outcome: { kind: 'lost' }, cancelRequested: false, random: 0 }, NOW)
    expect(decisions).toMatchObject([{ do: 'start_attempt', number: 2, at: NOW, lost: true }])
  })
})

interface ItemEnd {
  readonly status: EndedStepStatus
  readonly map: MapState
  readonly onItemError?: MapSpec['onItemError']
  readonly cancelRequested?: boolean
  /** The next item to begin, when an earlier run has done some. */
  readonly next?: number | null
}

function afterItem({ status, map, onItemError = 'fail', cancelRequested = false, next = map.next }: ItemEnd) {
  const item = aStepState({ id: 'item-run', stepId: 'each', itemIndex: 0, status, attempt: 1 })
  return planNext({ change: 'item_ended', step: item, parent: parent(map), spec: spec({ onItemError }), cancelRequested, next }, NOW)
}

describe('an item that ended', () => {
  it('makes room for the next', () => {
    const map = { total: 5, next: 2, open: 2, done: 0, failed: 0, reused: 0 }
    expect(afterItem({ status: 'succeeded', map })).toEqual([
      { do: 'update_map', step: parent(map), map: { total: 5, next: 3, open: 2, done: 1, failed: 0, reused: 0 } },
      { do: 'start_item', parent: parent(map), index: 2 },
    ])
  })

  it('begins nothing when all have begun', () => {
    const map = { total: 5, next: 5, open: 2, done: 3, failed: 0, reused: 0 }
    expect(afterItem({ status: 'succeeded', map })).toEqual([{ do: 'update_map', step: parent(map), map: { total: 5, next: 5, open: 1, done: 4, failed: 0, reused: 0 } }])
  })

  it('ends the step when it was the last', () => {
    const map = { total: 5, next: 5, open: 1, done: 4, failed: 0, reused: 0 }
    const counted = { total: 5, next: 5, open: 0, done: 5, failed: 0, reused: 0 }
    expect(afterItem({ status: 'succeeded', map })).toEqual([
      { do: 'update_map', step: parent(map), map: counted },
      { do: 'end_step', step: parent(counted), status: 'succeeded', skipReason: null, error: null },
    ])
  })
})

describe('an item that failed', () => {
  it('keeps further items from beginning', () => {
    const map = { total: 5, next: 2, open: 2, done: 0, failed: 0, reused: 0 }
    expect(afterItem({ status: 'failed', map })).toEqual([{ do: 'update_map', step: parent(map), map: { total: 5, next: 2, open: 1, done: 1, failed: 1, reused: 0 } }])
  })

  it('makes those end that were begun and that no worker holds, whatever they wait for', () => {
    const map = { total: 9, next: 4, open: 4, done: 0, failed: 0, reused: 0 }
    const item = aStepState({ id: 'item-run', stepId: 'each', itemIndex: 0, status: 'failed', attempt: 1 })
    const idle = (['ready', 'waiting'] as const).map((status, index) => aStepState({ id: `idle-${index}`, stepId: 'each', itemIndex: index + 1, status, attempt: 1 }))
    const decisions = planNext({ change: 'item_ended', step: item, parent: parent(map), spec: spec({ onItemError: 'fail' }), cancelRequested: false, idle, next: 4 }, NOW)
    expect(decisions).toMatchObject([
      { do: 'update_map', map: { open: 3, failed: 1 } },
      { do: 'end_step', step: { id: 'idle-0' }, status: 'cancelled' },
      { do: 'end_step', step: { id: 'idle-1' }, status: 'cancelled' },
    ])
  })

  it.each<[AttemptOutcome, string]>([
    [{ kind: 'failed', error: { code: 'timeout', message: 'late' }, retryable: true, retryAfterMs: 0 }, 'cancelled'],
    [{ kind: 'failed', error: { code: 'timeout', message: 'late' }, retryable: false, retryAfterMs: 0 }, 'failed'],
    [{ kind: 'waiting', until: NOW + 1000 }, 'cancelled'],
    [{ kind: 'lost' }, 'cancelled'],
    [{ kind: 'succeeded' }, 'succeeded'],
  ])('lets others end, but not wait or be tried again: $kind', (outcome, status) => {
    const item = aStepState({ id: 'item-run', stepId: 'each', itemIndex: 1, status: 'running', attempt: 1 })
    const retried = aStep('each', { map: aMap(), retry: steadyRetry(3) })
    expect(planNext({ change: 'attempt_ended', step: item, spec: retried, outcome, cancelRequested: false, isGivenUp: true, random: 0 }, NOW)).toMatchObject([{ do: 'end_step', status }])
  })

  it('fails the step once those at work have ended too', () => {
    const map = { total: 5, next: 2, open: 1, done: 1, failed: 1, reused: 0 }
    const counted = { total: 5, next: 2, open: 0, done: 2, failed: 1, reused: 0 }
    expect(afterItem({ status: 'succeeded', map })).toEqual([
      { do: 'update_map', step: parent(map), map: counted },
      { do: 'drop_items', parent: parent(map) },
      {
        do: 'end_step',
        step: parent(counted),
        status: 'failed',
        skipReason: null,
        error: { code: 'items_failed', message: '1 of 5 items of step "each" failed; 3 were not done.', details: { failed: 1, total: 5, notDone: 3 } },
      },
    ])
  })

  it('is only counted when the file says to continue', () => {
    const map = { total: 3, next: 2, open: 2, done: 0, failed: 0, reused: 0 }
    expect(afterItem({ status: 'failed', map, onItemError: 'continue' })).toEqual([
      { do: 'update_map', step: parent(map), map: { total: 3, next: 3, open: 2, done: 1, failed: 1, reused: 0 } },
      { do: 'start_item', parent: parent(map), index: 2 },
    ])
  })

  it('does not fail a step that continues, even as its last', () => {
    const map = { total: 3, next: 3, open: 1, done: 2, failed: 2, reused: 0 }
    expect(afterItem({ status: 'failed', map, onItemError: 'continue' })).toMatchObject([
      { do: 'update_map', map: { done: 3, failed: 3, reused: 0 } },
      { do: 'end_step', status: 'succeeded' },
    ])
  })
})

describe('an item that ended after a cancel', () => {
  it('is followed by none, though others are still at work', () => {
    const map = { total: 5, next: 3, open: 2, done: 1, failed: 0, reused: 0 }
    expect(afterItem({ status: 'cancelled', map, cancelRequested: true })).toEqual([
      { do: 'update_map', step: parent(map), map: { total: 5, next: 3, open: 1, done: 1, failed: 0, reused: 0 } },
    ])
  })

  it('is not counted as done when it was cancelled itself', () => {
    const map = { total: 5, next: 3, open: 1, done: 2, failed: 0, reused: 0 }
    expect(afterItem({ status: 'cancelled', map, cancelRequested: true })[0]).toMatchObject({ map: { done: 2 } })
    expect(afterItem({ status: 'succeeded', map, cancelRequested: true })[0]).toMatchObject({ map: { done: 3 } })
  })

  it.each(['succeeded', 'failed', 'cancelled'] as const)('cancels the step when it was the last at work, however it ended (%s)', (status) => {
    const map = { total: 5, next: 3, open: 1, done: 2, failed: 0, reused: 0 }
    expect(afterItem({ status, map, cancelRequested: true, onItemError: 'continue' })).toMatchObject([
      { do: 'update_map', map: { open: 0 } },
      { do: 'drop_items' },
      { do: 'end_step', status: 'cancelled', error: null },
    ])
  })

  it('cancels the step also when no item was left to begin', () => {
    const map = { total: 3, next: 3, open: 1, done: 2, failed: 0, reused: 0 }
    expect(afterItem({ status: 'succeeded', map, cancelRequested: true })).toMatchObject([
      { do: 'update_map' },
      { do: 'drop_items' },
      { do: 'end_step', status: 'cancelled' },
    ])
  })
})

describe('items that an earlier run has done', () => {
  const list = (total: number, reused: readonly ItemRange[]) =>
    planNext({ change: 'attempt_ended', step: parent(), spec: spec({ maxParallel: 2 }), outcome: { kind: 'expanded', total, reused }, cancelRequested: false, random: 0 }, NOW)

  it('count as done, and others begin', () => {
    const map = { total: 6, next: 4, open: 2, done: 3, failed: 0, reused: 3 }
    expect(list(6, [[0, 1], [4, 4]])).toEqual([
      { do: 'update_map', step: parent(), map, reused: [[0, 1], [4, 4]] },
      { do: 'start_item', parent: parent(), index: 2 },
      { do: 'start_item', parent: parent(), index: 3 },
    ])
  })

  it('end the step at once when they are all there are', () => {
    const map = { total: 3, next: 3, open: 0, done: 3, failed: 0, reused: 3 }
    expect(list(3, [[0, 2]]).map((decision) => decision.do)).toEqual(['update_map', 'end_step'])
    expect(list(3, [[0, 2]])[0]).toMatchObject({ map })
  })

  it('are passed over when an item makes room for the next', () => {
    const map = { total: 6, next: 4, open: 2, done: 3, failed: 0, reused: 3 }
    expect(afterItem({ status: 'succeeded', map, next: 5 })).toEqual([
      { do: 'update_map', step: parent(map), map: { ...map, next: 6, done: 4 } },
      { do: 'start_item', parent: parent(map), index: 5 },
    ])
  })

  it('leave nothing to begin when only they stand behind: the step ends with the last at work', () => {
    const map = { total: 6, next: 4, open: 1, done: 5, failed: 0, reused: 3 }
    expect(afterItem({ status: 'succeeded', map, next: null }).map((decision) => decision.do)).toEqual(['update_map', 'end_step'])
  })
})

describe('an item of a step that has no list', () => {
  it('changes nothing', () => {
    const item = aStepState({ itemIndex: 0, status: 'succeeded' })
    expect(planNext({ change: 'item_ended', step: item, parent: parent(), spec: spec(), cancelRequested: false, next: null }, NOW)).toEqual([])
  })
})
