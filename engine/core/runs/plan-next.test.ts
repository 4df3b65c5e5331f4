import { describe, expect, it } from 'vitest'
import type { ErrorInfo } from '../../contract/errors'
import type { NeedOutcome } from '../../contract/pipeline'
import type { SkipReason } from '../../contract/step'
import { aStep, aStepState, steadyRetry } from '../../testing/builders'
import type { StepSpec } from '../pipelines/spec'
import { DEFAULT_RETRY } from '../retries/retry-policy'
import type { AttemptOutcome, Decision, StepState } from './decisions'
import { isNeedMet, MAX_LOST_ATTEMPTS, planNext } from './plan-next'
import type { EndedStepStatus } from './step-state'

const NOW = 1_000_000
const error: ErrorInfo = { code: 'step_failed', message: 'no luck' }
const working = (change: Partial<StepState> = {}): StepState => aStepState({ stepId: 'fetch', status: 'running', attempt: 1, ...change })
const failed = (change: Partial<Extract<AttemptOutcome, { kind: 'failed' }>> = {}): AttemptOutcome => ({
  kind: 'failed',
  error,
  retryable: true,
  retryAfterMs: 0,
  ...change,
})

function afterAttempt(
  outcome: AttemptOutcome,
  {
    step = working(),
    spec = aStep('fetch'),
    cancelRequested = false,
    random = 0,
  }: { step?: StepState; spec?: StepSpec; cancelRequested?: boolean; random?: number } = {},
) {
  return planNext({ change: 'attempt_ended', step, spec, outcome, cancelRequested, random }, NOW)
}

const end = (step: StepState, status: EndedStepStatus, extra: { skipReason?: SkipReason; error?: unknown } = {}): Decision =>
  expect.objectContaining({ do: 'end_step', step, status, skipReason: extra.skipReason ?? null, error: extra.error ?? null })

describe('an attempt that succeeded', () => {
  it('ends its step', () => {
    expect(afterAttempt({ kind: 'succeeded' })).toEqual([end(working(), 'succeeded')])
  })

  it('counts also when a cancel came meanwhile: its effects are done', () => {
    expect(afterAttempt({ kind: 'succeeded' }, { cancelRequested: true })).toEqual([end(working(), 'succeeded')])
  })
})

describe('an attempt that failed', () => {
  const spec = aStep('fetch', { retry: steadyRetry(3) })

  it.each([1, 2])('is tried again after its wait, as try %i of 3', (attempt) => {
    const step = working({ attempt })
    expect(afterAttempt(failed(), { step, spec })).toEqual([{ do: 'start_attempt', step, number: attempt + 1, at: NOW + 1000, error, lost: false }])
  })

  it('ends its step with its error when its tries are used up', () => {
    const step = working({ attempt: 3 })
    expect(afterAttempt(failed(), { step, spec })).toEqual([end(step, 'failed', { error })])
  })

  it('ends its step at once when trying again cannot help', () => {
    expect(afterAttempt(failed({ retryable: false }), { spec })).toEqual([end(working(), 'failed', { error })])
  })

  it('has tries left however many attempts died with their worker', () => {
    const step = working({ attempt: 12, lostAttempts: 10 })
    expect(afterAttempt(failed(), { step, spec })).toEqual([{ do: 'start_attempt', step, number: 13, at: NOW + 1000, error, lost: false }])
    const last = working({ attempt: 13, lostAttempts: 10 })
    expect(afterAttempt(failed(), { step: last, spec })).toEqual([end(last, 'failed', { error })])
  })

  it('waits longer for each try of its own, not for those that were lost', () => {
    const growing = aStep('fetch', { retry: { ...DEFAULT_RETRY, jitter: 'none' } })
    const step = working({ attempt: 7, lostAttempts: 5 })
    expect(afterAttempt(failed(), { step, spec: growing })).toMatchObject([{ at: NOW + 2000 }])
  })

  it('draws its wait from the random number', () => {
    const jittered = aStep('fetch', { retry: DEFAULT_RETRY })
    expect(afterAttempt(failed(), { spec: jittered, random: 0.25 })).toMatchObject([{ at: NOW + 250 }])
  })

  it('waits as long as the other side asked for', () => {
    expect(afterAttempt(failed({ retryAfterMs: 5000 }), { spec })).toMatchObject([{ at: NOW + 5000 }])
  })

  it('is cancelled, not tried again, after a cancel', () => {
    expect(afterAttempt(failed(), { spec, cancelRequested: true })).toEqual([end(working(), 'cancelled')])
  })
})

describe('an attempt that was lost with its worker', () => {
  it('is tried again at once, and counted as lost', () => {
    const step = working({ attempt: 4, lostAttempts: 1 })
    expect(afterAttempt({ kind: 'lost' }, { step })).toEqual([
      {
        do: 'start_attempt',
        step,
        number: 5,
        at: NOW,
        lost: true,
        error: { code: 'worker_lost', message: 'The worker stopped during attempt 4 of step "fetch", before its outcome was recorded.' },
      },
    ])
  })

  it('ends its step when the file says that its effect must not happen twice', () => {
    expect(afterAttempt({ kind: 'lost' }, { spec: aStep('fetch', { onLost: 'fail' }) })).toEqual([
      end(working(), 'failed', { error: { code: 'worker_lost', message: expect.stringContaining('not tried again (on_lost: fail)') } }),
    ])
  })

  it('is given up after so many losses that the step itself must be what kills its workers', () => {
    const step = working({ attempt: MAX_LOST_ATTEMPTS, lostAttempts: MAX_LOST_ATTEMPTS - 1 })
    expect(afterAttempt({ kind: 'lost' }, { step })).toEqual([
      end(step, 'failed', { error: { code: 'worker_lost', message: expect.stringContaining('loss number 25') } }),
    ])
    const before = working({ attempt: MAX_LOST_ATTEMPTS - 1, lostAttempts: MAX_LOST_ATTEMPTS - 2 })
    expect(afterAttempt({ kind: 'lost' }, { step: before })).toMatchObject([{ do: 'start_attempt', lost: true }])
  })

  it.each(['retry', 'fail'] as const)('is cancelled after a cancel, whatever the file says (on_lost: %s)', (onLost) => {
    expect(afterAttempt({ kind: 'lost' }, { spec: aStep('fetch', { onLost }), cancelRequested: true })).toEqual([end(working(), 'cancelled')])
  })
})

describe('an attempt with another outcome', () => {
  it('skips its step when the condition was false', () => {
    expect(afterAttempt({ kind: 'skipped' })).toEqual([end(working(), 'skipped', { skipReason: 'condition' })])
    expect(afterAttempt({ kind: 'skipped' }, { cancelRequested: true })).toEqual([end(working(), 'cancelled')])
  })

  it('lets its step wait for a time', () => {
    expect(afterAttempt({ kind: 'waiting', until: NOW + 9 })).toEqual([{ do: 'wait_until', step: working(), until: NOW + 9 }])
    expect(afterAttempt({ kind: 'waiting', until: NOW + 9 }, { cancelRequested: true })).toEqual([end(working(), 'cancelled')])
  })

  it('lets its step wait for a person, who then decides what becomes of it', () => {
    const ask = { question: 'Send it?', evidence: null, value: null, valueSchema: null, roles: [], expiresAt: null, onExpiry: 'fail', onReject: 'fail' } as const
    expect(afterAttempt({ kind: 'asked', ask })).toEqual([{ do: 'ask', step: working(), purpose: 'step', ask }])
    const step = working({ status: 'waiting' })
    const answer = { purpose: 'step', verdict: 'approved', by: 'ada', comment: '', onExpiry: 'fail', onReject: 'fail' } as const
    expect(planNext({ change: 'answered', step, answer }, NOW)).toEqual([end(step, 'succeeded')])
    expect(planNext({ change: 'answered', step, answer: { ...answer, verdict: 'rejected' } }, NOW)).toMatchObject([{ do: 'end_step', status: 'failed', error: { code: 'approval_rejected' } }])
  })

  it.each([true, false])('cancels its step when it was aborted (cancel of the run: %s)', (cancelRequested) => {
    expect(afterAttempt({ kind: 'cancelled' }, { cancelRequested })).toEqual([end(working(), 'cancelled')])
  })

  it('is a fault of ours when planning does not know it', () => {
    const unknown: never = { kind: 'vanished' } as never
    expect(() => afterAttempt(unknown)).toThrow('no case for {"kind":"vanished"}')
    expect(() => planNext({ change: 'vanished' } as never, NOW)).toThrow('no case for {"change":"vanished"}')
  })
})

describe('a timer that is due', () => {
  it('ends its step as succeeded', () => {
    const step = working({ status: 'waiting' })
    expect(planNext({ change: 'timer_due', step }, NOW)).toEqual([end(step, 'succeeded')])
  })
})

describe('a need', () => {
  const all: readonly [NeedOutcome[], string][] = [
    [['succeeded', 'skipped'], 'succeeded, skipped (condition), skipped (not_needed)'],
    [['succeeded'], 'succeeded'],
    [['failed'], 'failed'],
    [['skipped'], 'skipped (condition), skipped (upstream), skipped (not_needed)'],
    [['succeeded', 'failed'], 'succeeded, failed'],
    [['failed', 'skipped'], 'failed, skipped (condition), skipped (upstream), skipped (not_needed)'],
    [['succeeded', 'failed', 'skipped'], 'succeeded, failed, skipped (condition), skipped (upstream), skipped (not_needed)'],
  ]
  const ends: readonly Partial<StepState>[] = [
    { status: 'succeeded' },
    { status: 'failed' },
    { status: 'skipped', skipReason: 'condition' },
    { status: 'skipped', skipReason: 'upstream' },
    { status: 'skipped', skipReason: 'not_needed' },
    { status: 'cancelled' },
    { status: 'running' },
  ]
  it.each(all)('on %j is met by: %s', (on, met) => {
    const meeting = ends.filter((ended) => isNeedMet(aStepState(ended), { step: 'a', on }))
    expect(meeting.map(({ status, skipReason }) => (skipReason === undefined ? status : `${status} (${skipReason})`)).join(', ')).toBe(met)
  })
})

describe('a step that ended', () => {
  const ended = aStepState({ stepId: 'a', status: 'succeeded' })
  const broken = aStepState({ stepId: 'a', status: 'failed' })
  const dependant = (change: Partial<StepState>) => aStepState({ id: 'b-run', stepId: 'b', remainingNeeds: 1, ...change })
  const need = { step: 'a', on: ['succeeded', 'skipped'] } as const
  const after = (step: StepState, waiting: StepState, on: readonly NeedOutcome[] = need.on, cancelRequested = false) =>
    planNext({ change: 'step_ended', step, dependants: [{ step: waiting, need: { step: 'a', on } }], cancelRequested }, NOW)

  it('starts whoever needed nothing else', () => {
    const b = dependant({})
    expect(after(ended, b)).toEqual([{ do: 'start_attempt', step: b, number: 1, at: NOW, error: null, lost: false }])
  })

  it('is counted by whoever needs more', () => {
    const b = dependant({ remainingNeeds: 3, unmetNeeds: 1, failedNeeds: 1 })
    expect(after(ended, b)).toEqual([{ do: 'count_need', step: b, remainingNeeds: 2, unmetNeeds: 1, failedNeeds: 1 }])
    expect(after(broken, b)).toEqual([{ do: 'count_need', step: b, remainingNeeds: 2, unmetNeeds: 2, failedNeeds: 2 }])
    expect(after(ended, b, ['failed'])).toEqual([{ do: 'count_need', step: b, remainingNeeds: 2, unmetNeeds: 2, failedNeeds: 1 }])
  })

  it('skips whoever asked for another end, once nothing else is awaited', () => {
    const b = dependant({})
    expect(after(broken, b)).toEqual([end(b, 'skipped', { skipReason: 'upstream' })])
    const waited = dependant({ unmetNeeds: 1, failedNeeds: 1 })
    expect(after(ended, waited)).toEqual([end(waited, 'skipped', { skipReason: 'upstream' })])
  })

  it('passes a failure on through whoever was skipped because of it', () => {
    const b = dependant({})
    expect(after(aStepState({ status: 'skipped', skipReason: 'upstream' }), b)).toEqual([end(b, 'skipped', { skipReason: 'upstream' })])
  })

  it('makes a step that would mend its failure unneeded when it does not fail, which hinders nobody', () => {
    const mend = dependant({})
    expect(after(ended, mend, ['failed'])).toEqual([end(mend, 'skipped', { skipReason: 'not_needed' })])
    const b = dependant({})
    expect(after(aStepState({ status: 'skipped', skipReason: 'not_needed' }), b)).toMatchObject([{ do: 'start_attempt' }])
  })

  it('tells everybody who needs it', () => {
    const [b, c] = [dependant({}), dependant({ id: 'c-run', stepId: 'c', remainingNeeds: 2 })]
    const dependants = [b, c].map((step) => ({ step, need }))
    expect(planNext({ change: 'step_ended', step: ended, dependants, cancelRequested: false }, NOW).map((decision) => decision.do)).toEqual([
      'start_attempt',
      'count_need',
    ])
  })

  it('starts nothing after a cancel', () => {
    expect(after(ended, dependant({}), need.on, true)).toEqual([])
  })
})
