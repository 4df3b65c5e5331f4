import * as z from 'zod'
import type { StepKind } from '../../ports/step-kind'

/** A kind whose effect a person would see twice: nobody knows how far `work` came when its engine dies. */
export const hangKind = (work: (attempt: number) => Promise<void>): StepKind => ({
  kind: 'hang',
  title: 'Hang',
  summary: 'Is at work when its engine is killed.',
  example: 'uses: hang',
  config: z.looseObject({}),
  output: z.json(),
  defaults: { timeoutMs: 600_000, queue: 'default', onLost: 'ask' },
  async run(_config, context) {
    await Promise.race([work(context.attempt), new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))])
    return { kind: 'succeeded', output: { attempt: context.attempt } }
  },
})
