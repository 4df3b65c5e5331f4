import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import type { Egress } from '../egress/egress'
import { readAll, readSome } from '../egress/read-all'
import { type Telling, unwelcomeStatus } from '../egress/unwelcome-status'
import { parseJson } from '../json/parse-json'
import { QdrantFailure } from './qdrant-failure'

export interface QdrantPlace {
  /** Of the server: `http://localhost:6333`. */
  readonly url: string
  readonly apiKey: string | null
}

export interface QdrantRequest<Result> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: JsonObject
  /** Of what stands under `result` in the reply. */
  readonly result: z.ZodType<Result>
  readonly signal: AbortSignal
}

const MAX_REPLY_BYTES = 64 * 1024 * 1024
const FAILURE_BYTES = 64 * 1024
const IDLE_MS = 60_000

/** Requests to one Qdrant, by its REST API. */
export class QdrantRequests {
  readonly #telling: Telling

  constructor(
    readonly egress: Egress,
    readonly place: QdrantPlace,
    { now, mask }: Telling,
  ) {
    const { apiKey } = place
    // What refuses a key may repeat it.
    this.#telling = { now, mask: (text) => (apiKey === null ? mask(text) : mask(text).replaceAll(apiKey, '•••')) }
  }

  /** Throws `QdrantFailure` for any status but 200, `response_invalid`, and what `Egress.request` throws. */
  async send<Result>({ method, path, body, result, signal }: QdrantRequest<Result>): Promise<Result> {
    const { url, apiKey } = this.place
    const reply = await this.egress.request({
      method,
      url: `${url.replace(/\/+$/, '')}${path}`,
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...(apiKey !== null && { 'api-key': apiKey }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      maxBytes: MAX_REPLY_BYTES,
      idleMs: IDLE_MS,
      signal,
    })
    const { host } = new URL(reply.url)
    if (reply.status !== 200) {
      const failed = unwelcomeStatus({ host, status: reply.status, headers: reply.headers, body: await readSome(reply.body, FAILURE_BYTES) }, this.#telling)
      throw new QdrantFailure(reply.status, failed)
    }
    const text = (await readAll(reply.body)).toString()
    signal.throwIfAborted()
    return readResult(text, host, result)
  }
}

function readResult<Result>(text: string, host: string, result: z.ZodType<Result>): Result {
  const parsed = z.object({ result }).safeParse(parsedText(text, host))
  if (parsed.success) return parsed.data.result
  throw new EngineError('response_invalid', `The reply of ${host} is not what Qdrant sends: ${z.prettifyError(parsed.error).split('\n')[0] ?? ''}.`)
}

function parsedText(text: string, host: string): unknown {
  try {
    return parseJson(text, `The reply of ${host}`)
  } catch (thrown) {
    throw thrown instanceof EngineError ? new EngineError('response_invalid', thrown.message, { cause: thrown }) : thrown
  }
}
