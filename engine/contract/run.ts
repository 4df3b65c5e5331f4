import * as z from 'zod'
import { errorInfo } from './errors'
import { content } from './content'
import { id, jsonObject, time } from './json'
import { usage } from './model'
import { graph } from './pipeline'
import { originKind, relatedRun } from './rerun'
import { runStatus, RUN_STATUSES } from './run-status'
import { stepRunWithAttempts } from './step'

export const RUN_STARTERS = ['person', 'command_line', 'api', 'pipeline', 'schedule', 'trigger'] as const
export const runStarter = z.enum(RUN_STARTERS)
export type RunStarter = z.infer<typeof runStarter>

/** Why a queued run has not begun: as many runs of its group go on as its pipeline allows (`concurrency`). */
export const groupWait = z.object({
  /** What the pipeline's `concurrency.group` came to; the pipeline's name when it has none. */
  group: z.string(),
  limit: z.int(),
  /** Runs that get a place before it. */
  ahead: z.int(),
  /** Those that hold the places, oldest first; the first 20 at most. */
  holders: z.array(z.object({ runId: id, externalId: z.string() })),
})
export type GroupWait = z.infer<typeof groupWait>

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
  /** Nothing of it begins until it is resumed; null as well when it is over. */
  pausedAt: time.nullable(),
  /** How many attempts of a paused run workers still hold; 0 when it is not paused. */
  stillAtWork: z.int(),
  waitsForGroup: groupWait.nullable(),
  error: errorInfo.nullable(),
  /** Top-level steps: a mapped step counts once, and those of `on_failure` do not. */
  stepsTotal: z.int(),
  stepsDone: z.int(),
  stepsFailed: z.int(),
  /** The run that this one was made from. */
  origin: z.object({ runId: id, kind: originKind }).nullable(),
  /** Number of the newest event; hand it to `runs.watch` to go on from here. */
  lastSeq: z.int(),
})
export type Run = z.infer<typeof run>

/** The step of another run that started this one. */
export const runParent = z.object({ runId: id, externalId: z.string(), pipelineName: z.string(), stepRunId: id, stepId: z.string(), itemIndex: z.int().nullable() })
export type RunParent = z.infer<typeof runParent>

export const runDetail = run.extend({
  /** Null for a run that no other started. */
  parent: runParent.nullable(),
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
  /** Every run that came of the same one by retries and reruns, this one among them, oldest first; the newest 50 of them, and none when there is only this. */
  related: z.array(relatedRun),
})
export type RunDetail = z.infer<typeof runDetail>

export const runFilter = z.object({
  statuses: z.array(runStatus).max(RUN_STATUSES.length).optional(),
  pipelineId: id.optional(),
  /** Matches the beginning of the external id, or any part of the pipeline's name. */
  text: z.string().max(200).optional(),
  createdAfter: time.optional(),
  /** Only those that are, or are not, paused. */
  paused: z.boolean().optional(),
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
