import * as z from 'zod'
import { errorInfo } from './errors'
import { id, time } from './json'

/** open: nobody has acted on it, or the run that was to do it again was cancelled. replayed: a later run does the step again. dismissed: nobody will, for a reason. */
export const DEAD_LETTER_STATUSES = ['open', 'replayed', 'dismissed'] as const
export const deadLetterStatus = z.enum(DEAD_LETTER_STATUSES)
export type DeadLetterStatus = z.infer<typeof deadLetterStatus>

/** A step that failed for good, and the run with it: work that was asked for and has not been done. */
export const deadLetter = z.object({
  id,
  runId: id,
  externalId: z.string(),
  stepRunId: id,
  stepId: z.string(),
  pipelineId: id,
  pipelineName: z.string(),
  error: errorInfo,
  /** The error without what differs from one run to the next; letters of one shape have most likely one cause. */
  shape: z.string(),
  attempts: z.int(),
  /** Of a mapped step; else 0. */
  itemsFailed: z.int(),
  /** When the run ended. */
  at: time,
  status: deadLetterStatus,
  closedAt: time.nullable(),
  /** The run that does it again; of an open letter, one that was to, and was cancelled. */
  replay: z.object({ runId: id, externalId: z.string() }).nullable(),
  /** Why it was dismissed. */
  reason: z.string().nullable(),
})
export type DeadLetter = z.infer<typeof deadLetter>

export const deadLetterFilter = z.object({
  status: deadLetterStatus.optional(),
  pipelineId: id.optional(),
  shape: z.string().max(500).optional(),
})
export type DeadLetterFilter = z.infer<typeof deadLetterFilter>

/** Letters of one pipeline and one shape. */
export const deadLetterGroup = z.object({
  pipelineId: id,
  pipelineName: z.string(),
  shape: z.string(),
  count: z.int(),
  itemsFailed: z.int(),
  /** The newest of them. */
  newest: deadLetter,
})
export type DeadLetterGroup = z.infer<typeof deadLetterGroup>

/** Letters that one command takes on at most. */
export const MAX_LETTERS_AT_ONCE = 500

export const replayReceipt = z.object({
  /** One a run: letters of the same run are replayed together. */
  replayed: z.array(z.object({ letterIds: z.array(id), runId: id, externalId: z.string() })),
  /** Nothing was changed of these. */
  refused: z.array(z.object({ letterIds: z.array(id), error: errorInfo })),
})
export type ReplayReceipt = z.infer<typeof replayReceipt>
