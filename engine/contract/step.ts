import * as z from 'zod'
import { attempt } from './attempt'
import { content } from './content'
import { errorInfo } from './errors'
import { id, time } from './json'
import { usage } from './model'
import { runStatus } from './run-status'

/**
 * pending: needs are not met. ready: an attempt is queued. running: an attempt is at work, or items of a mapped step are.
 * waiting: see the reason. skipped: its condition was false, or a step it needs did not end as asked. The last four are final.
 */
export const STEP_STATUSES = ['pending', 'ready', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'cancelled'] as const
export const stepStatus = z.enum(STEP_STATUSES)
export type StepStatus = z.infer<typeof stepStatus>

export const WAITING_REASONS = ['slot', 'retry', 'approval', 'timer', 'child'] as const
export const waitingReason = z.enum(WAITING_REASONS)
export type WaitingReason = z.infer<typeof waitingReason>

/**
 * condition: `if` was false. upstream: a needed step failed, or was skipped because of a failure before it. not_needed: it
 * asks for an outcome, such as a failure to mend, that a needed step did not come to, and nothing failed.
 */
export const SKIP_REASONS = ['condition', 'upstream', 'not_needed'] as const
export const skipReason = z.enum(SKIP_REASONS)
export type SkipReason = z.infer<typeof skipReason>

export const waiting = z.object({ reason: waitingReason, until: time.nullable() })
export type Waiting = z.infer<typeof waiting>

export const mapProgress = z.object({
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  running: z.int(),
  /** How many of those that are done an earlier run did. */
  reused: z.int(),
})
export type MapProgress = z.infer<typeof mapProgress>

export const stepRun = z.object({
  id,
  runId: id,
  stepId: z.string(),
  /** Place in a mapped step's list; null for the step itself. */
  itemIndex: z.int().nullable(),
  kind: z.string(),
  status: stepStatus,
  waiting: waiting.nullable(),
  skipReason: skipReason.nullable(),
  /** Number of the newest attempt; 0 before the first. */
  attempt: z.int(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  error: errorInfo.nullable(),
  /** Only on a mapped step, once its list is known. */
  map: mapProgress.nullable(),
  /** The step run whose output was taken over instead of being made anew. */
  reusedFrom: id.nullable(),
})
export type StepRun = z.infer<typeof stepRun>

export const stepRunWithAttempts = stepRun.extend({
  attempts: z.array(attempt),
  /** Of all its attempts, and of its items'; null when no model was called. */
  usage: usage.nullable(),
})
export type StepRunWithAttempts = z.infer<typeof stepRunWithAttempts>

/** The run that a `pipeline` step has started. */
export const childRun = z.object({ runId: id, externalId: z.string(), pipelineName: z.string(), status: runStatus })
export type ChildRun = z.infer<typeof childRun>

export const stepRunDetail = stepRunWithAttempts.extend({
  /** Null when it has started none. */
  child: childRun.nullable(),
  input: content,
  output: content,
  /** The run whose step `reusedFrom` is; null as well when it has been removed. */
  reusedFromRun: z.object({ runId: id, externalId: z.string() }).nullable(),
  /** Sent downstream, the same on every attempt. */
  idempotencyKey: z.string(),
})
export type StepRunDetail = z.infer<typeof stepRunDetail>
