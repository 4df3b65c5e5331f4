import * as z from 'zod'
import type { StepContext, StepKind } from '../engine/ports/step-kind'

/** A step that does nothing, so that what is measured is the engine; whoever measures hears of each call. */
export function noopKind(onCall: (call: Pick<StepContext, 'runId' | 'stepId' | 'itemIndex'>) => void): StepKind {
  return {
    kind: 'noop',
    title: 'Nothing',
    summary: 'Does nothing, and gives out a small object.',
    example: '',
    config: z.record(z.string(), z.json()),
    output: z.json(),
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
    async run(_config, context) {
      onCall(context)
      return { kind: 'succeeded', output: { n: 1 } }
    },
  }
}
