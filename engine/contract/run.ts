import * as z from 'zod'
import { errorInfo } from './errors'
import { content } from './content'
import { id, jsonObject, time } from './json'
import { usage } from './model'
import { graph } from './pipeline'
import { runStatus, RUN_STATUSES } from './run-status'
import { stepRunWithAttempts } from './step'

export const RUN_STARTERS = ['person', 'command_line', 'api', 'pipeline', 'schedule', 'trigger'] as const
export const runStarter = z.enum(RUN_STARTERS)
export type RunStarter = z.infer<typeof runStarter>

export const run = z.object({
  id,
  /** What people say and type: `SBX-…`. */
  externalId: z.string(),
  pipelineId: id,
  pipelineName: z.string(),
  version: z.int(),
  status: runStatus,
  startedBy: runStarter,
  priority: z.int(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  cancelRequestedAt: time.nullable(),
  error: errorInfo.nullable(),
  /** Top-level steps: a mapped step counts once. */
  stepsTotal: z.int(),
  stepsDone: z.int(),
  stepsFailed: z.int(),
  /** Number of the newest event; hand it to `runs.watch` to go on from here. */
  lastSeq: z.int(),
})
export type Run = z.infer<typeof run>

export const runDetail = run.extend({
  input: jsonObject,
  output: content,
  graph,
  /** One per step of the graph, in its order; items of mapped steps are read with `runs.items`. */
  steps: z.array(stepRunWithAttempts),
  /** The run's own folder: what its steps write for people lies here. */
  folder: z.string(),
  /** How long successful runs of this pipeline usually take (ms), from the last 50; null when there are fewer than five. */
  usualMs: z.object({ p50: z.number(), p95: z.number() }).nullable(),
  lastLogSeq: z.int(),
  /** The same of each step; steps that have not succeeded five times are not among them. */
  usualSteps: z.array(z.object({ stepId: z.string(), p50: z.number(), p95: z.number() })),
  /** Of all its steps; null when no model was called. */
  usage: usage.nullable(),
})
export type RunDetail = z.infer<typeof runDetail>

export const runFilter = z.object({
  statuses: z.array(runStatus).max(RUN_STATUSES.length).optional(),
  pipelineId: id.optional(),
  /** Matches the beginning of the external id, or any part of the pipeline's name. */
  text: z.string().max(200).optional(),
  createdAfter: time.optional(),
})
export type RunFilter = z.infer<typeof runFilter>

export const runFile = z.object({ path: z.string(), bytes: z.int(), modifiedAt: time })
export type RunFile = z.infer<typeof runFile>

export const cancelReceipt = z.object({
  run,
  /** From the request to the moment nothing of the run was alive (ms); null while something still ends. */
  stoppedInMs: z.number().nullable(),
  stepsStopped: z.int(),
  /** Steps that had already finished: their effects stand. */
  stepsAlreadyDone: z.int(),
  /** What models had used by then, and is billed all the same; null when none was called. */
  usage: usage.nullable(),
})
export type CancelReceipt = z.infer<typeof cancelReceipt>

/** What a run is given may have so many characters as JSON. */
export const MAX_RUN_INPUT = 1024 * 1024

export const startedRun = z.object({ runId: id, externalId: z.string(), /** true: the idempotency key named this run already */ reused: z.boolean() })
export type StartedRun = z.infer<typeof startedRun>

/** What the runs that began in one stretch of time came to. */
export const runStatistics = z.object({
  /** Where the stretch begins. */
  from: time,
  succeeded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  /** Of the successful ones (ms); null when there are none. */
  p50Ms: z.number().nullable(),
  tokens: z.int(),
  usd: z.number(),
})
export type RunStatistics = z.infer<typeof runStatistics>

/** Text that a step gives out while it works, such as a model's reply. `offset` counts characters from the attempt's first. */
export const liveText = z.object({ attempt: z.int(), offset: z.int(), text: z.string() })
export type LiveText = z.infer<typeof liveText>
