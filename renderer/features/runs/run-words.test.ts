import { describe, expect, it } from 'vitest'
import { formatClock } from '../../lib/format-time'
import { barWords, itemsWords, receiptWords, runFact, stepSentence, stepsFact, unmetNeeds, waitSentence } from './run-words'
import { reduceRun } from './run-reducer'
import { at, detailOf, stepRow, type RunSeed } from './testing/run-builders'
import type { RunView, StepView } from './run-view'
import type { StepRunWithAttempts } from '../../../engine/contract/step'

const viewOf = (seed: RunSeed): RunView => {
  const view = reduceRun(null, { type: 'read', detail: detailOf(seed) })
  if (view === null) throw new Error('a run that was read has a view')
  return view
}
const said = (seed: RunSeed, now: number) => {
  const { before, value, after } = runFact(viewOf(seed), at(now))
  return `${before}${value}${after}`
}
const step = (given: Partial<StepRunWithAttempts>): StepView => ({ ...stepRow({ id: 'parse', ...given }), onFailure: false, items: null, refused: 0, waitingSince: null })
const usualMs = { p50: 18_000, p95: 22_000 }

describe('a run in one sentence', () => {
  it('says how long it has been going, and what is usual', () => {
    expect(said({ steps: [], status: 'running', startedAt: at(0), usualMs }, 14.2)).toBe('Running for 14.2 s, usually 18.0 s')
    expect(said({ steps: [], status: 'running', startedAt: at(0), usualMs }, 30)).toBe('Running for 30.0 s, longer than the usual 18.0 s')
    expect(said({ steps: [], status: 'succeeded', startedAt: at(0), finishedAt: at(4) }, 30)).toBe('Succeeded in 4.0 s')
  })
  it('says where it failed, that it waits, is paused, or stops; for what it waits is said apart', () => {
    const failed = [
      { id: 'parse', status: 'failed', finishedAt: at(3) },
      { id: 'index', status: 'failed', finishedAt: at(4) },
    ] as const
    expect(said({ steps: failed, status: 'failed', startedAt: at(0), finishedAt: at(4) }, 9)).toBe('Failed after 4.0 s at parse and 1 more')
    expect(said({ steps: [{ id: 'parse', status: 'waiting', waiting: { reason: 'approval', until: null } }], status: 'waiting', startedAt: at(0) }, 9)).toBe(
      'Waiting, 9.0 s so far',
    )
    expect(said({ steps: [], status: 'running', startedAt: at(0), pausedAt: at(10) }, 22)).toBe('Paused after 10.0 s')
    expect(said({ steps: [], status: 'running', startedAt: at(0), cancelRequestedAt: at(2) }, 3)).toBe('Stopping, after 3.0 s')
    expect(said({ steps: [], status: 'queued' }, 3)).toBe('Queued for 3.0 s')
  })
  it('counts its steps', () => {
    const steps = [{ id: 'a', status: 'succeeded' }, { id: 'b', status: 'running' }, { id: 'c' }] as const
    expect(stepsFact(viewOf({ steps, status: 'running' }))).toEqual({ before: 'Step ', value: '2 of 3', after: '' })
    expect(stepsFact(viewOf({ steps, status: 'cancelled' }))).toEqual({ before: '', value: '1 of 3', after: ' steps succeeded' })
    expect(
      stepsFact(
        viewOf({
          steps: [
            { id: 'a', status: 'succeeded' },
            { id: 'b', status: 'skipped' },
          ],
          status: 'succeeded',
        }),
      ),
    ).toEqual({ before: '', value: '1 of 2', after: ' steps, 1 skipped' })
  })
})

describe('a step in words', () => {
  it('says what it waits for', () => {
    expect(stepSentence(step({}), ['parse', 'embed', 'index'], at(0))).toBe('Waits for parse, embed and index')
    expect(stepSentence({ ...step({ status: 'waiting', waiting: { reason: 'slot', until: null } }), waitingSince: at(1) }, [], at(6))).toBe('Waiting for 5.0 s')
    expect(waitSentence(step({ waiting: { reason: 'slot', until: null } }), at(0))).toBe('Waits for a free place at its service or model')
    expect(waitSentence(step({ waiting: { reason: 'slot', until: at(30) } }), at(0))).toBe(`Waits for its service or model, which takes nothing before ${formatClock(at(30))}, in 30.0 s`)
    expect(waitSentence(step({ waiting: { reason: 'retry', until: at(3) } }), at(1))).toMatch(/^Waits to be tried again at \d\d:\d\d:\d\d, in 2\.0 s$/)
  })
  it('says how it went', () => {
    expect(stepSentence(step({ status: 'failed', attempt: 3 }), [], 0)).toBe('Failed after 3 attempts')
    expect(stepSentence(step({ status: 'succeeded', attempt: 2 }), [], 0)).toBe('Succeeded, attempt 2')
    expect(stepSentence(step({ status: 'running', attempt: 1, map: { total: 52, done: 38, failed: 0, running: 4, reused: 0 } }), [], 0)).toBe('Running, 4 items at once')
    expect(stepSentence(step({ status: 'skipped', skipReason: 'condition' }), [], 0)).toBe('Skipped: its condition was false')
  })
  it('names the needs that have not ended', () => {
    const view = viewOf({ steps: [{ id: 'a', status: 'succeeded' }, { id: 'b' }, { id: 'c', needs: ['a', 'b'] }] })
    expect(unmetNeeds(view, 'c')).toEqual(['b'])
  })
  it('is short beside its bar', () => {
    expect(barWords(step({ map: { total: 10_000, done: 3200, failed: 2, running: 8, reused: 0 } }), 9800)).toBe('9.8 s, 3,200 of 10,000, 2 failed')
    expect(itemsWords({ total: 1, done: 1, failed: 0 })).toBe('1 item')
  })
})

it('tells what a cancel came to', () => {
  const none = { usage: null }
  expect(receiptWords({ stoppedInMs: 410, stepsStopped: 3, stepsAlreadyDone: 2, ...none })).toBe('Stopped in 0.4 s; 3 steps stopped, 2 had already finished.')
  expect(receiptWords({ stoppedInMs: null, stepsStopped: 1, stepsAlreadyDone: 0, ...none })).toBe('Still stopping; 1 step stopped, none had already finished.')
  const usage = { inputTokens: 11_200, outputTokens: 1_100, estimated: true, usd: 0.042 }
  expect(receiptWords({ stoppedInMs: 410, stepsStopped: 1, stepsAlreadyDone: 0, usage })).toBe(
    'Stopped in 0.4 s; 1 step stopped, none had already finished. Models had used about 12.3k tokens, about $0.042, which is billed all the same.',
  )
})

it("counts only the steps of the file: the one that gathers the outputs is the engine's own", () => {
  const steps = [
    { id: 'parse', status: 'succeeded' },
    { id: 'outputs', kind: 'outputs', status: 'succeeded' },
  ] as const
  expect(stepsFact(viewOf({ steps, status: 'succeeded', startedAt: at(0), finishedAt: at(4) }))).toEqual({ before: '', value: '1 of 1', after: ' steps' })
})
