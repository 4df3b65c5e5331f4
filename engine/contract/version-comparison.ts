import * as z from 'zod'
import { time } from './json'

/** What a change is about: a step, an input or an output by its name, or the pipeline as a whole by a key of its file. */
export const PIPELINE_PARTS = ['pipeline', 'input', 'step', 'output'] as const
export const pipelinePart = z.enum(PIPELINE_PARTS)
export type PipelinePart = z.infer<typeof pipelinePart>

export const pipelineChange = z.object({
  part: pipelinePart,
  name: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  /** Of a changed step or input, in the words of the file: `timeout`, `with.command`, `retry.attempts`. */
  keys: z.array(z.string()),
  /** The line (from 1) on which the step begins in either text; null where it is not, and for what is no step. */
  fromLine: z.int().nullable(),
  toLine: z.int().nullable(),
})
export type PipelineChange = z.infer<typeof pipelineChange>

const versionText = z.object({ number: z.int(), createdAt: time, text: z.string() })

export const versionComparison = z.object({
  from: versionText,
  to: versionText,
  /** What runs differently; layout, comments and the order of the file change nothing. */
  changes: z.array(pipelineChange),
})
export type VersionComparison = z.infer<typeof versionComparison>
