import { describe, expect, it } from 'vitest'
import { aStepState } from '../../testing/builders'
import { planNext } from './plan-next'

const tell = aStepState({ stepId: 'tell' })
const tidy = aStepState({ stepId: 'tidy', remainingNeeds: 1 })
const after = (change: { readonly failed?: boolean; readonly cancelRequested?: boolean } = {}) =>
  planNext({ change: 'main_ended', steps: [tell, tidy], failed: true, cancelRequested: false, ...change }, 5)

describe('the steps of on_failure, once all others have ended', () => {
  it('begin after a failure, those first that need no other', () => {
    expect(after()).toEqual([{ do: 'start_attempt', step: tell, number: 1, at: 5, error: null, lost: false }])
  })

  it('are left out when nothing failed', () => {
    const leftOut = { do: 'end_step', status: 'skipped', skipReason: 'not_needed', error: null }
    expect(after({ failed: false })).toEqual([
      { ...leftOut, step: tell },
      { ...leftOut, step: tidy },
    ])
  })

  it('do not begin in a run that is to stop: the cancel ends them', () => {
    expect(after({ cancelRequested: true })).toEqual([])
    expect(after({ failed: false, cancelRequested: true })).toEqual([])
  })
})
