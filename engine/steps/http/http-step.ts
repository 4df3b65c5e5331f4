import * as z from 'zod'
import type { Json } from '../../contract/json'
import { json } from '../../contract/json'
import type { Egress, EgressReply } from '../../connectors/egress/egress'
import { readAll, readSome } from '../../connectors/egress/read-all'
import { replyValue } from '../../connectors/egress/reply-value'
import { unwelcomeStatus } from '../../connectors/egress/unwelcome-status'
import { formText, withQuery } from '../../connectors/egress/with-query'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { type HttpBody, type HttpConfig, httpConfig } from './http-config'

/** Of the body of a failure. */
const FAILURE_BYTES = 64 * 1024

/** They change nothing, so it does no harm when one arrives twice. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

const httpOutput = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()).describe('By small names.'),
  body: json.describe('The value that the JSON holds, text, or base64; null when there is none.'),
  url: z.string().describe('Where the reply came from, after redirects.'),
})

export const httpStep = (egress: Egress): StepKind<HttpConfig> =>
  defineStep({
    kind: 'http',
    title: 'Send a request',
    summary:
      'Sends an HTTP request and gives out the reply. Busy or failing servers (408, 425, 429, 5xx), lost connections and silence are tried again as the retry policy says, no sooner than the server asks; other statuses fail at once. What changes something carries an `Idempotency-Key` that stays the same over retries. Private addresses are refused unless the settings allow them.',
    example: `- id: post
  uses: http
  with:
    method: POST
    url: https://api.example.com/orders
    headers: { Authorization: "Bearer \${{ secrets.ORDERS_TOKEN }}" }
    body: { json: { count: "\${{ inputs.count }}" } }`,
    config: httpConfig,
    output: httpOutput,
    defaults: { timeoutMs: 300_000, queue: 'default', onLost: 'retry' },
    secretsIn: ['headers', 'query', 'body'],
    run: (config, context) => runHttp(egress, config, context),
  })

async function runHttp(egress: Egress, config: HttpConfig, context: StepContext): Promise<StepOutcome> {
  const reply = await egress.request({
    method: config.method,
    url: withQuery(config.url, config.query),
    ...content(config, context),
    followRedirects: config.follow_redirects,
    maxBytes: config.max_bytes,
    idleMs: config.idle_timeout_ms,
    signal: context.signal,
  })
  if (!isWelcome(reply.status, config)) {
    return unwelcomeStatus(
      { host: new URL(reply.url).host, status: reply.status, headers: reply.headers, body: await readSome(reply.body, FAILURE_BYTES) },
      context,
    )
  }
  const bytes = await readAll(reply.body)
  context.signal.throwIfAborted()
  return { kind: 'succeeded', output: { status: reply.status, headers: { ...reply.headers }, body: toValue(bytes, reply, config), url: reply.url } }
}

const isWelcome = (status: number, { success_codes: codes }: HttpConfig): boolean =>
  codes === undefined ? status >= 200 && status < 300 : codes.includes(status)

function content({ method, headers, body }: HttpConfig, { idempotencyKey }: StepContext): { headers: Record<string, string>; body?: string } {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const sent = body === undefined ? null : encoded(body)
  return {
    headers: {
      ...(sent !== null && !given.has('content-type') && { 'content-type': sent.type }),
      ...(!SAFE.has(method) && !given.has('idempotency-key') && { 'idempotency-key': idempotencyKey }),
      ...headers,
    },
    ...(sent !== null && { body: sent.text }),
  }
}

function encoded({ json: value, text, form }: HttpBody): { readonly type: string; readonly text: string } {
  if (form !== undefined) return { type: 'application/x-www-form-urlencoded', text: formText(form) }
  if (text !== undefined) return { type: 'text/plain; charset=utf-8', text }
  return { type: 'application/json', text: JSON.stringify(value ?? null) }
}

const toValue = (bytes: Buffer, { headers, url }: EgressReply, { parse }: HttpConfig): Json =>
  replyValue({ bytes, type: headers['content-type'] ?? '', host: new URL(url).host }, parse)
