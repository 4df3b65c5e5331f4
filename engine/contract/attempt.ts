import * as z from 'zod'
import { errorInfo } from './errors'
import { time } from './json'
import { usage } from './model'

/** lost: the worker that held it stopped answering before it recorded an outcome. */
export const ATTEMPT_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'lost'] as const
export const attemptStatus = z.enum(ATTEMPT_STATUSES)
export type AttemptStatus = z.infer<typeof attemptStatus>

export const attempt = z.object({
  /** From 1; with the step run's id it names the attempt. */
  number: z.int(),
  status: attemptStatus,
  queue: z.string(),
  /** Not before this time; later than `createdAt` for a retry. */
  availableAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  error: errorInfo.nullable(),
  /** Null when it called no model. */
  usage: usage.nullable(),
})
export type Attempt = z.infer<typeof attempt>
