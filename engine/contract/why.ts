import * as z from 'zod'
import { id, time } from './json'

/**
 * What holds a run. engine: it cannot work now. stuck: an attempt has been at work for longer than is believed.
 * place: its queue, or what it takes a place of, is full. shut: a provider asked to be left alone. begins: nothing; a
 * worker takes it in a moment. ended: nothing any more.
 */
export const WHY_REASONS = ['engine', 'paused', 'group', 'works', 'stuck', 'approval', 'child', 'place', 'shut', 'retry', 'timer', 'begins', 'ended'] as const
export const whyReason = z.enum(WHY_REASONS)
export type WhyReason = z.infer<typeof whyReason>

/** What frees it. */
export const whyAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('resume'), runId: id }),
  z.object({ do: z.literal('answer'), approvalId: id }),
  z.object({ do: z.literal('open_run'), runId: id, externalId: z.string() }),
  z.object({ do: z.literal('open_queues') }),
  z.object({ do: z.literal('cancel'), runId: id }),
])
export type WhyAction = z.infer<typeof whyAction>

/** The one thing that a run, or a step, waits for. */
export const why = z.object({
  reason: whyReason,
  /** A sentence for people. */
  message: z.string(),
  /** The step that it is about; null: the run as a whole. */
  stepRunId: id.nullable(),
  since: time.nullable(),
  /** When it ends by itself, where that is known. */
  until: time.nullable(),
  /** Null when nobody need do anything, or nothing can be done here. */
  action: whyAction.nullable(),
})
export type Why = z.infer<typeof why>
