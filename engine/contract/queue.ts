import * as z from 'zod'
import { queueStatus } from './events'
import { id, time } from './json'

export const QUEUE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

export const queueName = z.string().regex(QUEUE_NAME, 'A name of a queue is at most 64 letters, digits, dashes and underscores, and begins with a letter.')

/** How many attempts of a queue are at work at the same time. */
export const queueConcurrency = z.int().min(1).max(1000)

/** An attempt that holds a place, or waits for one. */
export const placedAttempt = z.object({
  runId: id,
  externalId: z.string(),
  pipelineName: z.string(),
  stepRunId: id,
  stepId: z.string(),
  itemIndex: z.int().nullable(),
  attempt: z.int(),
  priority: z.int(),
  queue: z.string(),
  /** The limited thing that it takes a place of; null for none. */
  lane: z.string().nullable(),
  /** When it began, or was due. */
  since: time,
})
export type PlacedAttempt = z.infer<typeof placedAttempt>

/** `running` are all at work; `queued` all that wait, those among them that wait for a time of their own included (`later`). */
export const queueState = queueStatus.extend({
  /** Always there; only how many run at the same time can be changed. */
  builtIn: z.boolean(),
  later: z.int(),
  /** Of those whose time has come. */
  oldestSince: time.nullable(),
  /** Up to 50 of those at work, the longest first. */
  holders: z.array(placedAttempt),
  /** Up to 20 of those whose time has come, the next of each lane. */
  waiting: z.array(placedAttempt),
})
export type QueueState = z.infer<typeof queueState>

export const LANE_KINDS = ['service', 'model'] as const

/** A limited thing that attempts of all queues take places of: a service, or a model. */
export const laneState = z.object({
  /** `service:mailer` */
  lane: z.string(),
  of: z.enum(LANE_KINDS),
  name: z.string(),
  /** Null: as many as like. */
  limit: z.int().nullable(),
  running: z.int(),
  /** Those whose time has come. */
  queued: z.int(),
  oldestSince: time.nullable(),
  holders: z.array(placedAttempt),
  /** Nothing may begin in it before `until`. */
  shut: z.object({ until: time, /** The rest of a sentence that begins with its name. */ because: z.string() }).nullable(),
})
export type LaneState = z.infer<typeof laneState>

export const queueSetting = z.object({ name: queueName, concurrency: queueConcurrency })
export type QueueSetting = z.infer<typeof queueSetting>

/** As it is stored: those that were added, and those that were changed, with their places. */
export const queueSettings = z.record(queueName, queueConcurrency)
