import * as z from 'zod'
import { parseDuration } from '../../core/shared/duration'
import type { StepContext, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { durationText } from '../duration-text'

const instant = z.union([
  z.iso.datetime({ offset: true, error: 'A time is written like 2026-03-01T09:00:00Z or 2026-03-01T09:00:00+01:00.' }),
  z.int().describe('Epoch milliseconds'),
])

export const waitConfig = z
  .strictObject({
    for: durationText.optional().describe('How long, from the moment the step starts.'),
    until: instant.optional().describe('Until when, with its time zone. A time that has passed does not wait.'),
  })
  .refine((config) => (config.for === undefined) !== (config.until === undefined), 'A wait has either `for` or `until`.')

export const waitStep = defineStep({
  kind: 'wait',
  title: 'Wait',
  summary:
    'Waits for a duration or until a time. Nothing is held meanwhile: no worker, no place in a queue. It survives restarts, and a time that passed while nothing ran ends the wait at once.',
  example: `- id: cool_down
  uses: wait
  with:
    for: 10m`,
  config: waitConfig,
  output: z.object({ until: z.iso.datetime() }),
  defaults: { timeoutMs: 30_000, queue: 'default', onLost: 'retry' },
  run: async (config, context) => waitUntil(endOf(config, context), context),
})

function endOf(config: z.output<typeof waitConfig>, context: StepContext): number {
  if (config.until !== undefined) return typeof config.until === 'number' ? config.until : Date.parse(config.until)
  return context.now() + (parseDuration(config.for ?? '0') ?? 0)
}

function waitUntil(until: number, context: StepContext): StepOutcome {
  context.signal.throwIfAborted()
  const output = { until: new Date(until).toISOString() }
  return until <= context.now() ? { kind: 'succeeded', output } : { kind: 'waiting', until, output }
}
