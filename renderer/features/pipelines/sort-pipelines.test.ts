import { expect, it } from 'vitest'
import type { PipelineSummary } from '../../../engine/contract/pipeline'
import { sortPipelines } from './sort-pipelines'

const pipeline = (name: string, over: Partial<PipelineSummary> = {}): PipelineSummary => ({
  id: name,
  name,
  description: '',
  version: 1,
  stepsTotal: 1,
  updatedAt: 0,
  lastRuns: [],
  openRuns: 0,
  ...over,
})
const ran = (createdAt: number, durationMs: number | null) => [{ runId: 'r', status: 'succeeded' as const, createdAt, durationMs }]

const pipelines = [pipeline('b', { lastRuns: ran(200, 10) }), pipeline('a', { openRuns: 2 }), pipeline('c', { lastRuns: ran(100, 90), openRuns: 2 })]
const order = (column: string, descending = false) =>
  sortPipelines(pipelines, { column, descending })
    .map(({ name }) => name)
    .join('')

it('sorts by each column, equal ones by name', () => {
  expect([order('name'), order('name', true)]).toEqual(['abc', 'cba'])
  expect([order('last', true), order('last')]).toEqual(['bca', 'acb'])
  expect([order('duration', true), order('open', true)]).toEqual(['cba', 'acb'])
})
