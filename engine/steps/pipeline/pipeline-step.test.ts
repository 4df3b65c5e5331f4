import { describe, expect, it } from 'vitest'
import type { ChildRunRequest } from '../../ports/step-kind'
import { stepContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { pipelineStep } from './pipeline-step'

describeStepKind({
  kind: pipelineStep,
  good: [
    { name: 'a pipeline', config: { pipeline: 'child' } },
    { name: 'everything', config: { pipeline: 'child', version: 3, input: { a: [1] }, wait: false } },
  ],
  bad: [
    { name: 'no pipeline', config: {} },
    { name: 'a version that is none', config: { pipeline: 'child', version: 0 } },
    { name: 'input that is no map', config: { pipeline: 'child', input: [1] } },
  ],
  failing: [],
  slow: [],
  tooLarge: [],
})

describe('a pipeline step', () => {
  it('starts the run and ends with it, or does not wait', async () => {
    const asked: ChildRunRequest[] = []
    const started = { runId: '01980000-0000-7000-8000-000000000009', externalId: 'SBX-9', reused: false }
    const context = await stepContext({
      startRun: async (request) => {
        asked.push(request)
        return started
      },
    })
    expect(await runStep(pipelineStep, { pipeline: 'child', input: { a: 1 } }, context)).toEqual({ kind: 'child', runId: started.runId })
    expect(await runStep(pipelineStep, { pipeline: 'child', version: 2, wait: false }, context)).toEqual({ kind: 'succeeded', output: { run: 'SBX-9', run_id: started.runId } })
    expect(asked).toEqual([
      { pipeline: 'child', version: undefined, input: { a: 1 }, waits: true },
      { pipeline: 'child', version: 2, input: {}, waits: false },
    ])
  })
})
