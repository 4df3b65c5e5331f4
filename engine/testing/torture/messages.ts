import * as z from 'zod'
import { jsonObject } from '../../contract/json'
import { approvalPurpose } from '../../contract/approval'
import { queueSetting } from '../../contract/queue'
import { historySettings } from '../../contract/settings'
import { runStatus } from '../../contract/run-status'
import { serviceEntry } from '../../contract/service'

/** What the driver asks of the process that it will kill, and what that says. */

/** What there must be before runs are submitted. */
export const preparation = z.object({
  pipelines: z.array(z.string()),
  queues: z.array(queueSetting),
  services: z.array(serviceEntry),
  history: historySettings.optional(),
})
export type Preparation = z.infer<typeof preparation>

const id = z.int()

export const request = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('prepare'), id, preparation }),
  z.object({ ask: z.literal('start'), id, pipeline: z.string(), input: jsonObject, key: z.string(), priority: z.int().default(0) }),
  z.object({ ask: z.literal('retry'), id, run: z.string(), key: z.string() }),
  z.object({ ask: z.literal('rerun'), id, run: z.string(), from: z.string(), key: z.string() }),
  z.object({ ask: z.literal('cancel'), id, runId: z.string() }),
  z.object({ ask: z.literal('pause'), id, runId: z.string() }),
  z.object({ ask: z.literal('resume'), id, runId: z.string() }),
  z.object({ ask: z.literal('answer'), id, approvalId: z.string(), approve: z.boolean() }),
  /** Tell everything that happens to the run after this number. */
  z.object({ ask: z.literal('follow'), runId: z.string(), afterSeq: z.int() }),
  z.object({ ask: z.literal('stop') }),
])
export type Request = z.infer<typeof request>

const news = z.object({
  seq: z.int(),
  text: z.string(),
  /** A question that was asked by it. */
  asked: z.object({ approvalId: z.string(), purpose: approvalPurpose }).optional(),
})
export type NewsItem = z.infer<typeof news>

export const reply = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready') }),
  /** `of`: the run that was started, or whatever else was asked about. */
  z.object({ say: z.literal('done'), id, of: z.string() }),
  z.object({ say: z.literal('refused'), id, code: z.string(), message: z.string() }),
  /** `ended`: the run's end is among the news. */
  z.object({ say: z.literal('news'), runId: z.string(), events: z.array(news), ended: runStatus.nullable() }),
])
export type Reply = z.infer<typeof reply>
