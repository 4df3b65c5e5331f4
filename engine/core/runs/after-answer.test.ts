import { describe, expect, it } from 'vitest'
import { aStep, aStepState } from '../../testing/builders'
import type { Answer } from '../approvals/ask'
import { afterAnswer } from './after-answer'
import { planNext } from './plan-next'

const step = aStepState({ stepId: 'ask', status: 'waiting', attempt: 2 })
const answer = (change: Partial<Answer>): Answer => ({ purpose: 'step', verdict: 'approved', by: 'ada', comment: '', onExpiry: 'fail', onReject: 'fail', ...change })
const outcome = (change: Partial<Answer>) => {
  const decision = afterAnswer(step, answer(change), 5)
  return decision.do === 'end_step' ? [decision.status, decision.error?.code ?? null] : [decision.do]
}

describe('a step whose question was answered', () => {
  it.each<[Partial<Answer>, readonly unknown[]]>([
    [{ verdict: 'approved' }, ['succeeded', null]],
    [{ verdict: 'rejected' }, ['failed', 'approval_rejected']],
    [{ verdict: 'rejected', onReject: 'continue' }, ['succeeded', null]],
    [{ verdict: 'expired', by: null, onExpiry: 'approve' }, ['succeeded', null]],
    [{ verdict: 'expired', by: null, onExpiry: 'reject' }, ['failed', 'approval_rejected']],
    [{ verdict: 'expired', by: null, onExpiry: 'reject', onReject: 'continue' }, ['succeeded', null]],
    [{ verdict: 'expired', by: null, onExpiry: 'fail' }, ['failed', 'approval_expired']],
    [{ verdict: 'expired', by: null, onExpiry: 'fail', onReject: 'continue' }, ['failed', 'approval_expired']],
    [{ purpose: 'on_lost', verdict: 'rejected' }, ['failed', 'worker_lost']],
    [{ purpose: 'on_lost', verdict: 'approved' }, ['start_attempt']],
  ])('%j: %j', (change, expected) => {
    expect(outcome(change)).toEqual(expected)
  })

  it('says who said no, and why', () => {
    const { error } = { error: null, ...afterAnswer(step, answer({ verdict: 'rejected', comment: 'Too early.' }), 5) }
    expect(error?.message).toBe('ada said no to the question of step "ask": Too early.')
    const expired = { error: null, ...afterAnswer(step, answer({ verdict: 'expired', by: null, onExpiry: 'reject' }), 5) }
    expect(expired.error?.message).toContain('Nobody answered')
    const givenUp = { error: null, ...afterAnswer(step, answer({ purpose: 'on_lost', verdict: 'rejected', by: null }), 5) }
    expect(givenUp.error?.message).toContain('Nobody decided not to try it again')
  })

  it('is tried again after a loss at once, and the loss does not use up its tries', () => {
    expect(afterAnswer(step, answer({ purpose: 'on_lost' }), 5)).toMatchObject({ do: 'start_attempt', number: 3, at: 5, lost: true, error: { code: 'worker_lost' } })
  })
})

describe('an attempt that dies, with on_lost: ask', () => {
  const ended = (spec: ReturnType<typeof aStep>, state = aStepState({ stepId: 'send', status: 'running', attempt: 1 })) =>
    planNext({ change: 'attempt_ended', step: state, spec, outcome: { kind: 'lost' }, cancelRequested: false, random: 0 }, 5)

  it('makes a question, also of an item, however often', () => {
    const spec = aStep('send', { onLost: 'ask' })
    expect(ended(spec)).toMatchObject([{ do: 'ask', purpose: 'on_lost', ask: { question: expect.stringContaining('step "send" died'), roles: ['operator'], expiresAt: null } }])
    const item = aStepState({ stepId: 'send', itemIndex: 2, status: 'running', attempt: 40, lostAttempts: 39 })
    expect(ended(aStep('send', { onLost: 'ask', map: { over: '[]', maxParallel: 1, onItemError: 'fail' } }), item)).toMatchObject([{ do: 'ask', ask: { question: expect.stringContaining('item 2 of step "send"') } }])
  })

  it('asks nobody when only the list of a mapped step was read', () => {
    expect(ended(aStep('send', { onLost: 'ask', map: { over: '[]', maxParallel: 1, onItemError: 'fail' } }))).toMatchObject([{ do: 'start_attempt', number: 2 }])
  })

  it('asks nobody when the run is to stop', () => {
    const state = aStepState({ stepId: 'send', status: 'running', attempt: 1 })
    expect(planNext({ change: 'attempt_ended', step: state, spec: aStep('send', { onLost: 'ask' }), outcome: { kind: 'lost' }, cancelRequested: true, random: 0 }, 5)).toMatchObject([{ do: 'end_step', status: 'cancelled' }])
  })
})
