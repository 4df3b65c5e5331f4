import * as z from 'zod'
import { jsonObject } from '../../contract/json'
import type { StepContext, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'

export const pipelineConfig = z.strictObject({
  pipeline: z.string().min(1).max(200).describe('Its name, or its id.'),
  version: z.int().min(1).optional().describe('The number of one version; the current one unless given.'),
  input: jsonObject.default({}).describe('What the run is given.'),
  wait: z.boolean().default(true).describe('false: the step succeeds as soon as the run is started, and the two go their own ways.'),
})

export const pipelineStep = defineStep({
  kind: 'pipeline',
  title: 'Run a pipeline',
  summary:
    'Starts a run of another pipeline, once however often the step is tried, and ends as that run does. Nothing is held meanwhile: no worker, no place in a queue. Cancelling a run cancels the runs that it waits for. Runs may stand ten deep.',
  example: `- id: invoice
  uses: pipeline
  with:
    pipeline: make_invoice
    input: { order: "\${{ inputs.order }}" }`,
  config: pipelineConfig,
  output: z.object({
    run: z.string().describe('The run that was started, such as `SBX-12`.'),
    run_id: z.uuid(),
    output: z.json().optional().describe('What the run gave out; absent with `wait: false`.'),
  }),
  defaults: { timeoutMs: 30_000, queue: 'default', onLost: 'retry' },
  roster: { of: 'pipeline', key: 'pipeline' },
  run: start,
})

async function start({ pipeline, version, input, wait }: z.output<typeof pipelineConfig>, context: StepContext): Promise<StepOutcome> {
  context.signal.throwIfAborted()
  const { runId, externalId, reused } = await context.startRun({ pipeline, version, input, waits: wait })
  context.log('info', `${reused ? 'Goes on with' : 'Started'} ${externalId} of pipeline ${pipeline}.`)
  return wait ? { kind: 'child', runId } : { kind: 'succeeded', output: { run: externalId, run_id: runId } }
}
