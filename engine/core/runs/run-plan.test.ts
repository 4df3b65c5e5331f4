import { describe, expect, it } from 'vitest'
import { DEFAULT_NEED_OUTCOMES, type PipelineSpec } from '../pipelines/spec'
import { DEFAULT_RETRY } from '../retries/retry-policy'
import { toRunPlan } from './run-plan'
import { aStep, needs } from '../../testing/builders'

const spec = (change: Partial<PipelineSpec>): PipelineSpec => ({ name: 'p', description: '', inputs: [], outputs: null, steps: [], onFailure: [], concurrency: null, ...change })
const version = (change: Partial<PipelineSpec>) => ({ spec: spec(change), number: 3, folder: '/data/pipelines/p' })

describe('toRunPlan', () => {
  it('keeps the order of the file and knows who needs whom, and for which outcomes', () => {
    const [a, b, c] = [aStep('a'), aStep('b', { needs: needs('a') }), aStep('c', { needs: [{ step: 'a', on: ['failed'] }, ...needs('b')] })]
    const plan = toRunPlan(version({ steps: [a, b, c] }))
    expect([...plan.steps]).toEqual([
      ['a', a],
      ['b', b],
      ['c', c],
    ])
    expect(Object.fromEntries(plan.dependants)).toEqual({
      a: [
        { stepId: 'b', need: { step: 'a', on: DEFAULT_NEED_OUTCOMES } },
        { stepId: 'c', need: { step: 'a', on: ['failed'] } },
      ],
      b: [{ stepId: 'c', need: { step: 'b', on: DEFAULT_NEED_OUTCOMES } }],
    })
    expect([plan.version, plan.folder, plan.spec.name]).toEqual([3, '/data/pipelines/p', 'p'])
  })

  it("adds a last step for the file's outputs, after every step that nobody needs", () => {
    const plan = toRunPlan(version({ steps: [aStep('a'), aStep('b', { needs: needs('a') }), aStep('c')], outputs: { result: '${{ steps.b.output }}' } }))
    expect([...plan.steps.keys()]).toEqual(['a', 'b', 'c', 'outputs'])
    expect(plan.steps.get('outputs')).toEqual({
      id: 'outputs',
      name: 'Outputs',
      uses: 'outputs',
      with: { result: '${{ steps.b.output }}' },
      needs: needs('b', 'c'),
      if: null,
      map: null,
      cache: null,
      queue: 'default',
      timeoutMs: 60_000,
      retry: DEFAULT_RETRY,
      onLost: 'retry',
      line: 1,
    })
    expect(plan.dependants.get('c')).toEqual([{ stepId: 'outputs', need: { step: 'c', on: DEFAULT_NEED_OUTCOMES } }])
  })

  it('says which steps take a place of which limited thing', () => {
    const plan = toRunPlan(version({ steps: [aStep('send', { uses: 'mailer' }), aStep('free')], onFailure: [aStep('tell', { uses: 'mailer' })] }), ({ uses }) => (uses === 'mailer' ? 'service:mailer' : null))
    expect([...plan.lanes]).toEqual([
      ['send', 'service:mailer'],
      ['tell', 'service:mailer'],
    ])
  })
})
