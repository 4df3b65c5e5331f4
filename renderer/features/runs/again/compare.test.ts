import { describe, expect, it } from 'vitest'
import { detailOf } from '../testing/run-builders'
import { compareRuns } from './compare'
import { kinWords, madeFrom, originOf } from './family'

describe('two runs side by side', () => {
  it('show each step of either once', () => {
    const before = detailOf({ steps: [{ id: 'a', status: 'succeeded' }, { id: 'old', status: 'failed' }] })
    const now = detailOf({ steps: [{ id: 'new' }, { id: 'a', status: 'succeeded', reusedFrom: 'x' }, { id: 'outputs', kind: 'outputs' }] })
    expect(compareRuns(before, now).map(({ stepId, before: then, now: later }) => [stepId, then?.status ?? null, later?.status ?? null])).toEqual([
      ['new', null, 'pending'],
      ['a', 'succeeded', 'succeeded'],
      ['old', 'failed', null],
    ])
  })
})

describe('the runs that came of one', () => {
  const related = [
    { runId: 'a', externalId: 'SBX-1', originRunId: null, kind: null },
    { runId: 'b', externalId: 'SBX-2', originRunId: 'a', kind: 'retry' },
    { runId: 'c', externalId: 'SBX-3', originRunId: 'b', kind: 'rerun' },
  ] as const

  it('know where they come from, and what came of them', () => {
    const second = { id: 'b', origin: { runId: 'a', kind: 'retry' as const }, related: [...related] }
    expect(originOf(second)?.externalId).toBe('SBX-1')
    expect(madeFrom(second).map(({ externalId }) => externalId)).toEqual(['SBX-3'])
    expect(related.map((one) => kinWords(one, related))).toEqual(['first run', 'retry of SBX-1', 'rerun of SBX-2'])
    expect(kinWords(related[1], [])).toBe('retry of a run that is gone')
    expect(originOf({ ...second, related: [] })).toBeNull()
  })
})
