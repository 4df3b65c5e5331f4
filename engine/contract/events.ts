import * as z from 'zod'
import { errorInfo } from './errors'
import { id, time } from './json'
import { approvalPurpose, approvalStatus } from './approval'
import { usage } from './model'
import { runStatus } from './run-status'
import { skipReason, stepStatus, waiting } from './step'

const place = { seq: z.int(), at: time }

/**
 * One line of a run's history. `seq` counts from 1 without gaps. Attempts need no events of their own: `attempt` with the
 * step's new status says what became of them.
 */
export const runEvent = z.discriminatedUnion('type', [
  z.object({ ...place, type: z.literal('run.changed'), status: runStatus, error: errorInfo.nullable() }),
  z.object({ ...place, type: z.literal('run.cancel_requested') }),
  /** Nothing more of it begins; what workers hold goes on to its end. */
  z.object({ ...place, type: z.literal('run.paused') }),
  z.object({ ...place, type: z.literal('run.resumed') }),
  z.object({
    ...place,
    type: z.literal('step.changed'),
    stepRunId: id,
    stepId: z.string(),
    itemIndex: z.int().nullable(),
    status: stepStatus,
    attempt: z.int(),
    waiting: waiting.nullable(),
    skipReason: skipReason.nullable(),
    error: errorInfo.nullable(),
    /** Only when a mapped step's list became known. */
    items: z.int().nullable(),
    /** The attempt before this one was lost with its worker; of a step that waits for an answer: this one was. */
    lost: z.boolean(),
    /** The step run, of this run or another, whose output was taken over instead of being made anew. */
    reusedFrom: id.nullable(),
    /** Only with `items`: those that an earlier run has done already, from first to last each. They have no events of their own. */
    reusedItems: z.array(z.tuple([z.int(), z.int()])).nullable(),
  }),
  /** An attempt called a model; whatever became of it, this was used. */
  z.object({ ...place, type: z.literal('usage.recorded'), stepRunId: id, stepId: z.string(), itemIndex: z.int().nullable(), attempt: z.int(), model: z.string(), usage }),
  /** A worker came back with an outcome after its attempt had been given up; it changed nothing. */
  z.object({ ...place, type: z.literal('result.refused'), stepRunId: id, stepId: z.string(), itemIndex: z.int().nullable(), attempt: z.int(), outcome: z.string() }),
  /** A person is asked. Its step waits; the evidence and the value are with `approvals.get`. */
  z.object({
    ...place,
    type: z.literal('approval.asked'),
    approvalId: id,
    stepRunId: id,
    stepId: z.string(),
    itemIndex: z.int().nullable(),
    attempt: z.int(),
    purpose: approvalPurpose,
    question: z.string(),
    expiresAt: time.nullable(),
  }),
  /** The question is open no more: somebody answered (`by`), nobody did in time, or its run was cancelled. */
  z.object({
    ...place,
    type: z.literal('approval.answered'),
    approvalId: id,
    stepRunId: id,
    stepId: z.string(),
    itemIndex: z.int().nullable(),
    attempt: z.int(),
    status: approvalStatus.exclude(['open']),
    by: z.string().nullable(),
    comment: z.string(),
  }),
])
export type RunEvent = z.infer<typeof runEvent>

export const queueStatus = z.object({ name: z.string(), concurrency: z.int(), running: z.int(), queued: z.int() })
export type QueueStatus = z.infer<typeof queueStatus>

/** ok, or the one thing that keeps the engine from working, in words, with its cure. */
export const engineHealth = z.discriminatedUnion('state', [
  z.object({ state: z.literal('ok') }),
  z.object({ state: z.literal('degraded'), error: errorInfo }),
])
export type EngineHealth = z.infer<typeof engineHealth>

export const engineStatus = z.object({
  health: engineHealth,
  runningRuns: z.int(),
  queuedRuns: z.int(),
  waitingRuns: z.int(),
  /** Of all these. */
  pausedRuns: z.int(),
  queues: z.array(queueStatus),
})
export type EngineStatus = z.infer<typeof engineStatus>

/** A step or a run that has failed, in the words of a notification. */
export const failureNotice = z.object({
  runId: id,
  externalId: z.string(),
  pipelineId: id,
  pipelineName: z.string(),
  /** Null: the run itself. */
  stepId: z.string().nullable(),
  message: z.string(),
  at: time,
})
export type FailureNotice = z.infer<typeof failureNotice>

/** What a `notify` step asks to be shown. */
export const stepNotice = z.object({ runId: id, title: z.string(), text: z.string(), at: time })
export type StepNotice = z.infer<typeof stepNotice>

/**
 * Hints for lists and the frame: read again what you show. Nothing is lost when one is missed. An empty list of ids
 * means: too many to name.
 */
export const engineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: engineStatus }),
  z.object({ type: z.literal('runs.changed'), runIds: z.array(id) }),
  z.object({ type: z.literal('pipelines.changed'), pipelineIds: z.array(id) }),
  /** Of models, secrets or settings. */
  z.object({ type: z.literal('settings.changed') }),
  /** A question was asked, answered, or needs no answer any more. */
  z.object({ type: z.literal('approvals.changed') }),
  z.object({ type: z.literal('failures'), failures: z.array(failureNotice) }),
  z.object({ type: z.literal('notices'), notices: z.array(stepNotice) }),
])
export type EngineEvent = z.infer<typeof engineEvent>

/** Screens and engine speak the same number or say so; raised when an older peer would misunderstand. */
export const PROTOCOL = 2

export const engineInfo = z.object({
  protocol: z.int(),
  version: z.string(),
  mode: z.enum(['embedded', 'team']),
  runtime: z.string(),
  database: z.string(),
  dataFolder: z.string(),
  startedAt: time,
  pid: z.int(),
})
export type EngineInfo = z.infer<typeof engineInfo>
