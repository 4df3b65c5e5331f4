import * as z from 'zod'
import { id, json, time } from './json'
import { runStatus } from './run-status'

/** A pipeline file is at most this long (characters). */
export const MAX_PIPELINE_TEXT = 512 * 1024

export const INPUT_TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array'] as const
export const inputType = z.enum(INPUT_TYPES)
export type InputType = z.infer<typeof inputType>

/** One input of a pipeline, as a form needs it. */
export const pipelineInput = z.object({
  name: z.string(),
  type: inputType,
  required: z.boolean(),
  description: z.string(),
  default: json,
  options: z.array(json).nullable(),
})
export type PipelineInput = z.infer<typeof pipelineInput>

/** How a needed step must end for the one that needs it to run. */
export const NEED_OUTCOMES = ['succeeded', 'failed', 'skipped'] as const
export const needOutcome = z.enum(NEED_OUTCOMES)
export type NeedOutcome = z.infer<typeof needOutcome>

export const graphStep = z.object({
  id: z.string(),
  uses: z.string(),
  name: z.string(),
  needs: z.array(z.object({ step: z.string(), on: z.array(needOutcome) })),
  mapped: z.boolean(),
  conditional: z.boolean(),
  /** Runs only at the end of a run that has failed. */
  onFailure: z.boolean(),
  queue: z.string(),
  /** Line (from 1) on which the step starts in the file. */
  line: z.int(),
})
export type GraphStep = z.infer<typeof graphStep>

export const graph = z.object({ steps: z.array(graphStep) })
export type Graph = z.infer<typeof graph>

/** A finding in a pipeline file. Lines and columns count from 1; the end is exclusive. */
export const problem = z.object({
  severity: z.enum(['error', 'warning']),
  /** Stable: `yaml_syntax`, `unknown_key`, `cycle` … */
  code: z.string(),
  message: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  /** Text to put in place of the range to cure it. */
  replacement: z.string().nullable(),
})
export type Problem = z.infer<typeof problem>

export const validation = z.object({
  problems: z.array(problem),
  /** As much of the pipeline as could be understood; null when the file is not even YAML. */
  name: z.string().nullable(),
  graph: graph.nullable(),
  inputs: z.array(pipelineInput),
})
export type Validation = z.infer<typeof validation>

export const pipelineSummary = z.object({
  id,
  name: z.string(),
  description: z.string(),
  version: z.int(),
  stepsTotal: z.int(),
  updatedAt: time,
  /** Newest last, ten at most. */
  lastRuns: z.array(z.object({ runId: id, status: runStatus, createdAt: time, durationMs: z.number().nullable() })),
  /** Runs that have not ended. */
  openRuns: z.int(),
})
export type PipelineSummary = z.infer<typeof pipelineSummary>

export const pipelineVersion = z.object({ number: z.int(), createdAt: time })
export type PipelineVersion = z.infer<typeof pipelineVersion>

export const pipelineDetail = pipelineSummary.extend({
  text: z.string(),
  graph,
  inputs: z.array(pipelineInput),
  versions: z.array(pipelineVersion),
  /** Relative paths of `file` and `shell` steps start here. */
  folder: z.string(),
})
export type PipelineDetail = z.infer<typeof pipelineDetail>

export const savedPipeline = z.object({ pipelineId: id, name: z.string(), version: z.int(), /** false: this text was the current version already */ changed: z.boolean() })
export type SavedPipeline = z.infer<typeof savedPipeline>

/** A kind of step, for completion and help. */
export const stepKindInfo = z.object({ kind: z.string(), title: z.string(), summary: z.string(), example: z.string(), schema: json })
export type StepKindInfo = z.infer<typeof stepKindInfo>
