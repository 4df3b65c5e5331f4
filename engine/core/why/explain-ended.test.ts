import { describe, expect, it } from 'vitest'
import { explainEnded } from './explain-ended'

const ended = { now: 130_000, finishedAt: 10_000, error: null, failedStep: null } as const

describe('a run that has ended', () => {
  it('says how and when', () => {
    expect(explainEnded({ ...ended, status: 'succeeded' })).toEqual({ reason: 'ended', message: 'It succeeded 2 min ago.', stepRunId: null, since: 10_000, until: null, action: null })
    expect(explainEnded({ ...ended, status: 'cancelled' }).message).toBe('It was cancelled 2 min ago.')
    expect(explainEnded({ ...ended, status: 'failed' }).message).toBe('It failed 2 min ago.')
  })

  it('says of what, and which step that was', () => {
    const error = { code: 'step_failed', message: 'Step "print" failed: no paper' } as const
    expect(explainEnded({ ...ended, status: 'failed', error, failedStep: 'the-step' })).toMatchObject({ message: 'It failed 2 min ago: Step "print" failed: no paper.', stepRunId: 'the-step' })
    expect(explainEnded({ ...ended, status: 'cancelled', error: { code: 'run_skipped', message: 'Not run: SBX-1 was still going on.' } }).message).toBe('It was cancelled 2 min ago: Not run: SBX-1 was still going on.')
  })
})
