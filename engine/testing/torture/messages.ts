import * as z from 'zod'
import { jsonObject } from '../../contract/json'
import { runStatus } from '../../contract/run-status'

/** What the driver asks of the process that it will kill, and what that says. */

export const request = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('start'), id: z.int(), pipeline: z.string(), input: jsonObject, key: z.string() }),
  z.object({ ask: z.literal('cancel'), id: z.int(), runId: z.string() }),
  /** Tell everything that happens to the run after this number. */
  z.object({ ask: z.literal('follow'), runId: z.string(), afterSeq: z.int() }),
  z.object({ ask: z.literal('stop') }),
])
export type Request = z.infer<typeof request>

export const reply = z.discriminatedUnion('say', [
  z.object({ say: z.literal('ready') }),
  z.object({ say: z.literal('done'), id: z.int(), runId: z.string() }),
  z.object({ say: z.literal('refused'), id: z.int(), code: z.string(), message: z.string() }),
  /** `ended`: the run's end is among the news. */
  z.object({ say: z.literal('news'), runId: z.string(), events: z.array(z.object({ seq: z.int(), text: z.string() })), ended: runStatus.nullable() }),
])
export type Reply = z.infer<typeof reply>
