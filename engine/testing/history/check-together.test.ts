import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../contract/events'
import type { ConcurrencySpec } from '../../core/pipelines/spec'
import { toRunPlan } from '../../core/runs/run-plan'
import { aStep } from '../builders'
import { checkChildren } from './check-children'
import { checkOverlaps } from './check-overlaps'
import { checkPauses } from './check-pauses'
import { checkPlaces } from './check-places'

/** The judge of several runs together finds what is wrong, and nothing in what is right. */

const found = (violations: readonly { readonly invariant: string }[]) => violations.map(({ invariant }) => invariant)

describe('places', () => {
  const attempt = (startedAt: number, finishedAt: number) => ({ queue: 'binding', lane: 'service:press', startedAt, finishedAt })
  const judged = (limit: number, ...attempts: readonly ReturnType<typeof attempt>[]) =>
    found(checkPlaces(attempts, { queues: { binding: limit }, lanes: { 'service:press': limit } }))

  test('are handed on at the same moment, and not held by more than there are', () => {
    expect(judged(1, attempt(1, 5), attempt(5, 9))).toEqual([])
    expect(judged(1, attempt(1, 6), attempt(5, 9))).toEqual(['I10', 'I10'])
    expect(judged(2, attempt(1, 6), attempt(5, 9))).toEqual([])
  })
})

describe('runs of a group', () => {
  const planOf = (overlap: ConcurrencySpec['overlap']) => () =>
    toRunPlan({
      spec: { name: 'group', description: '', inputs: [], outputs: null, steps: [aStep('a')], onFailure: [], concurrency: { limit: 1, group: null, overlap } },
      number: 1,
      folder: '/',
    })
  const run = (externalId: string, change: object = {}) => ({
    id: externalId,
    externalId,
    pipelineId: 'p',
    groupName: '',
    versionId: 'v',
    createdAt: 1,
    admittedAt: 1,
    finishedAt: 9,
    error: null,
    ...change,
  })
  const skipped = run('SBX-2', { createdAt: 5, admittedAt: null, error: { code: 'run_skipped', message: '' } })
  const cancelled = run('SBX-1', { error: { code: 'cancelled', message: 'Cancelled to make room for SBX-2 (overlap: cancel_oldest).' } })

  test('are left out while another holds the place, as their pipeline says, and else never', () => {
    expect(found(checkOverlaps([run('SBX-1'), skipped], planOf('skip')))).toEqual([])
    expect(found(checkOverlaps([run('SBX-1', { finishedAt: 4 }), skipped], planOf('skip')))).toEqual(['I11'])
    expect(found(checkOverlaps([run('SBX-1'), skipped], planOf('queue')))).toEqual(['I11'])
  })

  test('make room for one that is newer, and is there', () => {
    expect(found(checkOverlaps([cancelled, run('SBX-2', { createdAt: 5 })], planOf('cancel_oldest')))).toEqual([])
    expect(found(checkOverlaps([cancelled], planOf('cancel_oldest')))).toEqual(['I11'])
    expect(found(checkOverlaps([cancelled, run('SBX-2', { createdAt: 0 })], planOf('cancel_oldest')))).toEqual(['I11'])
  })
})

describe('runs that a step started', () => {
  const child = (status: 'succeeded' | 'failed' | 'running') => ({ externalId: 'SBX-2', status, parent: { runId: 'r', stepRunId: 's', waits: true, depth: 1 } })
  const judged = (status: 'succeeded' | 'cancelled', ...children: readonly ReturnType<typeof child>[]) =>
    found(checkChildren(children, (id) => (id === 's' ? { id, stepId: 'start', status, reusedFrom: null } : undefined)))

  test('are one, and end as it does', () => {
    expect(judged('succeeded', child('succeeded'))).toEqual([])
    expect(judged('succeeded', child('succeeded'), child('succeeded'))).toEqual(['I2'])
    expect(judged('succeeded', child('failed'))).toEqual(['I2'])
    expect(judged('cancelled', child('running'))).toEqual(['I14'])
  })

  test('have a step that started them', () => {
    expect(found(checkChildren([child('succeeded')], () => undefined))).toEqual(['I1'])
  })
})

describe('a paused run', () => {
  const begins: RunEvent = {
    seq: 2,
    at: 2,
    type: 'step.changed',
    stepRunId: 's',
    stepId: 'a',
    itemIndex: null,
    status: 'running',
    attempt: 1,
    waiting: null,
    skipReason: null,
    error: null,
    items: null,
    lost: false,
    reusedFrom: null,
    reusedItems: null,
  }
  const paused: RunEvent = { seq: 1, at: 1, type: 'run.paused' }
  const resumed: RunEvent = { seq: 1, at: 1, type: 'run.resumed' }

  test('begins nothing until it is resumed', () => {
    expect(found(checkPauses({ events: [paused, begins] }))).toEqual(['I9'])
    expect(found(checkPauses({ events: [paused, resumed, begins] }))).toEqual([])
    expect(found(checkPauses({ events: [paused, { ...begins, items: 3 }] }))).toEqual([])
  })
})
