import type { JsonObject } from '../../contract/json'
import type { StepOutcome } from '../../ports/step-kind'
import type { Egress } from '../egress/egress'
import { readSome } from '../egress/read-all'
import { type Telling, unwelcomeStatus } from '../egress/unwelcome-status'

export interface Webhook {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly idempotencyKey: string
}

const IDLE_MS = 30_000
const REPLY_BYTES = 64 * 1024

export type Posted = { readonly kind: 'taken'; readonly status: number } | Extract<StepOutcome, { kind: 'failed' }>

/** Tells a webhook something as JSON. Throws what `Egress.request` throws. */
export async function postWebhook(
  egress: Egress,
  { url, headers, body, idempotencyKey }: Webhook,
  context: Telling & { readonly signal: AbortSignal },
): Promise<Posted> {
  const reply = await egress.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey, ...headers },
    body: JSON.stringify(body),
    maxBytes: REPLY_BYTES,
    idleMs: IDLE_MS,
    signal: context.signal,
  })
  const text = await readSome(reply.body, REPLY_BYTES)
  context.signal.throwIfAborted()
  if (reply.status >= 200 && reply.status < 300) return { kind: 'taken', status: reply.status }
  return unwelcomeStatus({ host: new URL(reply.url).host, status: reply.status, headers: reply.headers, body: text }, context)
}
