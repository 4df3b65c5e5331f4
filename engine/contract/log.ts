import * as z from 'zod'
import { id, time } from './json'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export const logLevel = z.enum(LOG_LEVELS)
export type LogLevel = z.infer<typeof logLevel>

/** One line of a run's log. `seq` counts from 1 within the run, without gaps. */
export const logLine = z.object({
  seq: z.int(),
  at: time,
  stepRunId: id,
  stepId: z.string(),
  itemIndex: z.int().nullable(),
  attempt: z.int(),
  level: logLevel,
  text: z.string(),
})
export type LogLine = z.infer<typeof logLine>

/** Longer lines are cut, and say so. */
export const MAX_LOG_LINE = 16 * 1024
