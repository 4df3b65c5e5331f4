import { expect, it } from 'vitest'
import type { Run } from '../../../engine/contract/run'
import { troublesOf } from './troubles'

const failed = (pipelineId: string, createdAt: number): Run => ({
  id: `${pipelineId}-${createdAt}`,
  externalId: `SBX-${createdAt}`,
  pipelineId,
  pipelineName: pipelineId,
  version: 1,
  status: 'failed',
  startedBy: 'person',
  priority: 0,
  createdAt,
  startedAt: createdAt,
  finishedAt: createdAt + 10,
  cancelRequestedAt: null,
  pausedAt: null,
  stillAtWork: 0,
  waitsForGroup: null,
  error: { code: 'step_failed', message: 'It failed.' },
  stepsTotal: 1,
  stepsDone: 0,
  stepsFailed: 1,
  origin: null,
  lastSeq: 3,
})
const ran = (id: string, status: 'succeeded' | 'failed', createdAt: number) => ({ id, lastRuns: [{ runId: 'r', status, createdAt, durationMs: 10 }] })

it('tells each pipeline once, by its newest failure, and first those that have not succeeded since', () => {
  const runs = [failed('cured', 50), failed('import', 40), failed('import', 30), failed('gone', 20)]
  const troubles = troublesOf(runs, [ran('cured', 'succeeded', 60), ran('import', 'succeeded', 35)])
  expect(troubles.map(({ newest, count, over }) => [newest.externalId, count, over])).toEqual([
    ['SBX-40', 2, false],
    ['SBX-20', 1, false],
    ['SBX-50', 1, true],
  ])
})

it('is empty where nothing failed', () => {
  expect(troublesOf([], [])).toEqual([])
})
