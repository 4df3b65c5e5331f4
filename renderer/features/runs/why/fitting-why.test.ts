import { describe, expect, it } from 'vitest'
import type { StepRunWithAttempts, WaitingReason } from '../../../../engine/contract/step'
import type { Why, WhyReason } from '../../../../engine/contract/why'
import { reduceRun } from '../run-reducer'
import type { RunView } from '../run-view'
import { at, detailOf, type RunSeed, stepRunId } from '../testing/run-builders'
import { isSimplyAtWork, mayWait } from './at-work'
import { fittingWhy, saidOfRun } from './fitting-why'

function viewOf(seed: RunSeed): RunView {
  const view = reduceRun(null, { type: 'read', detail: detailOf(seed) })
  if (view === null) throw new Error('a run that was read has a view')
  return view
}
const open = (...steps: readonly (Partial<StepRunWithAttempts> & { readonly id: string })[]) => viewOf({ status: 'running', startedAt: at(0), steps })
const waits = (reason: WaitingReason) => ({ id: 'write', status: 'waiting', waiting: { reason, until: null } }) as const
const said = (reason: WhyReason, step: string | null = 'write'): Why => ({
  reason,
  message: reason,
  stepRunId: step === null ? null : stepRunId(step),
  since: null,
  until: null,
  action: null,
})
const told = (why: Why | null, view: RunView) => saidOfRun(why, view)?.reason ?? null
const map = { total: 9, done: 1, failed: 0, running: 4, reused: 0 }

describe('the line under the head of a run', () => {
  it('says what the run waits for, and nothing of work', () => {
    expect(told(said('approval'), open(waits('approval')))).toBe('approval')
    expect(told(said('stuck'), open({ id: 'write', status: 'running' }))).toBe('stuck')
    expect([said('works'), said('begins'), said('engine', null), null].map((why) => told(why, open({ id: 'write', status: 'running' })))).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it('says nothing that is no longer so', () => {
    expect(told(said('approval'), open({ id: 'write', status: 'running' }))).toBeNull()
    expect(told(said('retry'), open(waits('timer')))).toBeNull()
    expect(told(said('place'), open({ id: 'write', status: 'ready' }))).toBe('place')
    expect(told(said('place'), open({ id: 'write', status: 'succeeded' }))).toBeNull()
    expect(told(said('paused', null), open({ id: 'write' }))).toBeNull()
    expect(told(said('group', null), open({ id: 'write' }))).toBeNull()
    expect(told(said('group', null), viewOf({ steps: [{ id: 'write' }] }))).toBe('group')
  })

  it('says of a paused run only that', () => {
    const paused = viewOf({ status: 'waiting', pausedAt: at(3), startedAt: at(0), steps: [waits('retry')] })
    expect([told(said('paused', null), paused), told(said('retry'), paused)]).toEqual(['paused', null])
  })

  it('trusts what is said of an item', () => {
    expect(told(said('place', 'item'), open({ id: 'write', status: 'running', map }))).toBe('place')
  })
})

it('takes for a step only what fits how it waits', () => {
  expect(fittingWhy(waits('slot'), said('shut'))?.reason).toBe('shut')
  expect([fittingWhy(waits('slot'), said('begins')), fittingWhy(waits('timer'), said('place')), fittingWhy(waits('child'), undefined)]).toEqual([
    null,
    null,
    null,
  ])
  expect(fittingWhy(waits('retry'), said('place'))?.reason).toBe('place')
  expect(fittingWhy({ waiting: null }, said('retry'))).toBeNull()
})

describe('a run at work', () => {
  it('is asked about rarely, one in which something waits, or may wait, often', () => {
    expect(isSimplyAtWork(open({ id: 'a', status: 'running' }, { id: 'b' }))).toBe(true)
    expect(isSimplyAtWork(open({ id: 'a', status: 'running' }, waits('retry')))).toBe(false)
    expect(isSimplyAtWork(open({ id: 'a', status: 'running' }, { id: 'b', status: 'running', map }))).toBe(false)
    expect(isSimplyAtWork(open({ id: 'a', status: 'ready' }))).toBe(false)
    expect(isSimplyAtWork(viewOf({ status: 'running', pausedAt: at(1), steps: [{ id: 'a', status: 'running' }] }))).toBe(false)
  })

  it('is asked about no more when it is over, or being stopped', () => {
    const steps = [{ id: 'a', status: 'running' }] as const
    expect([
      mayWait(viewOf({ status: 'running', steps })),
      mayWait(viewOf({ status: 'running', cancelRequestedAt: at(1), steps })),
      mayWait(viewOf({ status: 'failed', steps })),
    ]).toEqual([true, false, false])
  })
})
