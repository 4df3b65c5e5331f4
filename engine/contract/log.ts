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

/**
 * A line among those of all runs. Lines that were written together have one `place`; places grow with time. Run and
 * `seq` name the line.
 */
export const placedLogLine = logLine.extend({ place: z.int(), runId: id, externalId: z.string(), pipelineId: id, pipelineName: z.string() })
export type PlacedLogLine = z.infer<typeof placedLogLine>
