import { describe, expect, it } from 'vitest'
import { aStep, aStepState } from '../../testing/builders'
import { afterChild } from './after-child'
import type { EndedChild } from './decisions'
import { planNext } from './plan-next'

const step = aStepState({ stepId: 'sub', status: 'waiting', attempt: 1 })
const child = (change: Partial<EndedChild>): EndedChild => ({ runId: 'run', externalId: 'SBX-2', pipelineName: 'child', status: 'succeeded', error: null, ...change })

describe('a step that waits for a run', () => {
  it.each<[EndedChild | null, readonly [string, string | null]]>([
    [child({}), ['succeeded', null]],
    [child({ status: 'failed', error: { code: 'timeout', message: 'It took too long.' } }), ['failed', 'Run SBX-2 of pipeline "child" failed: It took too long.']],
    [child({ status: 'failed' }), ['failed', 'Run SBX-2 of pipeline "child" failed: no reason was given.']],
    [child({ status: 'cancelled' }), ['failed', 'Run SBX-2 of pipeline "child" was cancelled.']],
    [null, ['failed', 'The run that step "sub" waited for is not in the database any more.']],
  ])('ends as that does: %j', (ended, expected) => {
    const decision = afterChild(step, ended)
    expect(decision).toMatchObject({ do: 'end_step' })
    expect(decision.do === 'end_step' ? [decision.status, decision.error?.message ?? null] : []).toEqual(expected)
  })

  it('waits as long as that is not over, and not at all when it was before', () => {
    const attempt = (ended: EndedChild | null) =>
      planNext({ change: 'attempt_ended', step: { ...step, status: 'running' }, spec: aStep('sub'), outcome: { kind: 'child', runId: 'run', ended }, cancelRequested: false, random: 0 }, 5)
    expect(attempt(null)).toMatchObject([{ do: 'wait_for_child' }])
    expect(attempt(child({}))).toMatchObject([{ do: 'end_step', status: 'succeeded' }])
    expect(planNext({ change: 'child_ended', step, child: child({ status: 'cancelled' }) }, 5)).toMatchObject([{ do: 'end_step', status: 'failed' }])
  })
})
