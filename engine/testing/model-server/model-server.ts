import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ModelProvider } from '../../contract/model'
import { answerEmbeddings } from './answer-embeddings'
import { type Behaviour, behaviourNamed } from './behaviour'
import { type EmbeddingRequest, readEmbeddingRequest } from './embeddings'
import { Pace } from './pace'
import { fromJson, type ModelRequestBody, readAsked, wordsOf } from './read-request'
import { RequestCount, type RequestLimit } from './request-limit'
import { sampleReply } from './sample-reply'
import { type Wire, wireOf } from './wire'

/** One request, and what became of it. */
export interface ModelRequest {
  readonly provider: ModelProvider
  readonly headers: IncomingHttpHeaders
  readonly body: ModelRequestBody
  /** Epoch ms. */
  readonly at: number
  /** What the reply tells, or would, when it comes to its end. */
  readonly inputTokens: number
  readonly outputTokens: number
  readonly reply: string
  /** When the connection was closed, by whichever side; null while it is open. */
  readonly closedAt: number | null
  /** The reply was sent to its end before that. */
  readonly isWhole: boolean
}

export interface ModelServerOptions {
  /** What to answer, instead of the server's own sample; null for the sample all the same. */
  readonly reply?: (asked: { readonly question: string; readonly schema: unknown; readonly model: string }) => string | null
  /** Requests without it are refused; the refusal repeats what was sent, as some providers do. */
  readonly key?: string
  readonly limit?: RequestLimit
}

/** Base addresses for the roster: the three kinds of providers are one server. */
export interface ModelServer {
  readonly baseUrls: Readonly<Record<ModelProvider, string>>
  readonly requests: readonly ModelRequest[]
  /** When requests were refused because of the limit. */
  readonly refused: readonly number[]
  /** Those for embeddings, which are not among the others. */
  readonly embeddings: readonly EmbeddingRequest[]
  /** For the requests to come, one each, in this order; then models' names decide, then all is well. */
  queue(...behaviours: Behaviour[]): void
  /** Replies that are under way. */
  open(): number
  /** Lets slow replies among those come to their end at once. */
  hurry(): void
  /** Breaks the connections of those off, as a network that fails does. */
  breakOff(): void
  close(): Promise<void>
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** A server of models that answers the same way every time, and fails in every way that is asked for. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: Mutable<ModelRequest>[] = []
  const embeddings: Mutable<EmbeddingRequest>[] = []
  const queued: Behaviour[] = []
  const failedOnce = new Set<string>()
  const paces = new Set<Pace>()
  const count = options.limit === undefined ? null : new RequestCount(options.limit)
  const refused: number[] = []

  const choose = (provider: ModelProvider, model: string, asked: unknown): Behaviour => {
    const next = queued.shift()
    if (next !== undefined) return next
    const named = behaviourNamed(model)
    const tried = JSON.stringify([provider, model, asked])
    if (named === null || (model.endsWith('-once') && failedOnce.has(tried))) return { kind: 'answer' }
    failedOnce.add(tried)
    return named
  }

  const isKeyWrong = (request: IncomingMessage, response: ServerResponse): boolean => {
    const sent = request.headers.authorization ?? `Bearer ${String(request.headers['x-api-key'])}`
    if (options.key === undefined || sent === `Bearer ${options.key}`) return false
    refuse(response, { status: 401, message: `Incorrect API key provided: ${sent.slice(7)}` })
    return true
  }

  const isOneTooMany = (response: ServerResponse): boolean => {
    const taken = count?.take(Date.now())
    for (const [name, value] of Object.entries(taken?.headers ?? {})) response.setHeader(name, value)
    if (taken?.refused !== true) return false
    refused.push(Date.now())
    refuse(response, { status: 429, message: 'Rate limit reached for requests' })
    return true
  }

  const paceOf = (behaviour: Behaviour, response: ServerResponse): Pace => {
    const pace = new Pace(behaviour.kind === 'answer' ? (behaviour.pieceMs ?? 0) : behaviour.kind === 'keep-alive' ? IDLE_MS : 0)
    paces.add(pace)
    response.on('close', () => paces.delete(pace))
    return pace
  }

  const embed = async (request: IncomingMessage, response: ServerResponse, asked: Omit<EmbeddingRequest, 'closedAt'>): Promise<void> => {
    const noted: Mutable<EmbeddingRequest> = { ...asked, closedAt: null }
    embeddings.push(noted)
    response.on('close', () => (noted.closedAt = Date.now()))
    if (isKeyWrong(request, response)) return
    const behaviour = choose(asked.provider, asked.body.model, asked.body.input)
    if (behaviour.kind === 'status') return refuse(response, behaviour)
    return answerEmbeddings(response, asked, behaviour, paceOf(behaviour, response))
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const text = Buffer.concat(chunks).toString()
    const toEmbed = readEmbeddingRequest(request, fromJson(text))
    if (toEmbed !== null) return embed(request, response, toEmbed)
    const asked = readAsked(request, text)
    if (asked === null) return refuse(response, { status: 400, message: 'this is not a request that this server knows' })
    const behaviour = choose(asked.provider, asked.body.model, asked.body.messages)
    const given = 'text' in behaviour ? behaviour.text : undefined
    const reply =
      given ?? options.reply?.({ question: asked.question, schema: asked.schema, model: asked.body.model }) ?? sampleReply(asked.question, asked.schema)
    const pieces = wordsOf(reply)
    const { provider, body, inputTokens } = asked
    const noted: Mutable<ModelRequest> = {
      provider,
      headers: request.headers,
      body,
      at: Date.now(),
      inputTokens,
      outputTokens: pieces.length,
      reply,
      closedAt: null,
      isWhole: false,
    }
    requests.push(noted)
    response.on('finish', () => (noted.isWhole = true))
    response.on('close', () => (noted.closedAt = Date.now()))
    if (isKeyWrong(request, response) || isOneTooMany(response)) return
    const finish = behaviour.kind === 'answer' ? (behaviour.finish ?? 'stop') : 'stop'
    const usage = !(behaviour.kind === 'answer' && behaviour.usage === false)
    const pace = paceOf(behaviour, response)
    await perform(response, behaviour, pace, wireOf(provider, { pieces, model: body.model, inputTokens, outputTokens: pieces.length, finish, usage }))
  }

  const server = createServer((request, response) => {
    // Who hangs up in the middle is no concern of the server's.
    handle(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the model server listens on no port')
  const url = `http://127.0.0.1:${address.port}`
  return {
    baseUrls: { openai: `${url}/v1`, anthropic: url, ollama: url },
    requests,
    embeddings,
    refused,
    queue: (...behaviours) => void queued.push(...behaviours),
    open: () => [...requests, ...embeddings].filter(({ closedAt }) => closedAt === null).length,
    hurry: () => paces.forEach((pace) => pace.hurry()),
    breakOff: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function refuse(
  response: ServerResponse,
  { status, message, headers }: { status: number; message?: string; headers?: Readonly<Record<string, string>> },
): void {
  const error = { message: message ?? `status ${status}`, type: status === 429 ? 'rate_limit_error' : 'server_says_no' }
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ error }))
}

const IDLE_MS = 20

async function perform(response: ServerResponse, behaviour: Behaviour, pace: Pace, wire: Wire): Promise<void> {
  const whole = [...wire.opening, ...wire.words, ...wire.finish, ...wire.usage, ...wire.end]
  const half = [...wire.opening, ...wire.words.slice(0, Math.ceil(wire.words.length / 2))]
  const begin = () => response.writeHead(200, { 'content-type': wire.contentType, 'cache-control': 'no-cache' })
  switch (behaviour.kind) {
    case 'silent':
      return
    case 'status':
      return refuse(response, behaviour)
    case 'answer':
      begin()
      return paced(response, whole, pace)
    case 'cut':
      begin()
      return cut(response, Buffer.from(whole.join('')).subarray(0, behaviour.afterBytes), behaviour.clean ?? false)
    case 'cut-after-finish':
      begin()
      // Ollama says why it stopped with the very mark of the end.
      return void response.end([...wire.opening, ...wire.words, ...wire.finish].join(''))
    case 'no-end':
      begin()
      return void response.end(whole.slice(0, whole.length - wire.end.length).join(''))
    case 'malformed':
      begin()
      return void response.end([...half, wire.malformed, ...wire.words, ...wire.finish, ...wire.end].join(''))
    case 'error-inside':
      begin()
      return void response.end([...(behaviour.after === 0 ? [] : half), wire.error(behaviour.type, behaviour.message)].join(''))
    case 'keep-alive':
      begin()
      return idle(response, wire)
  }
}

async function paced(response: ServerResponse, frames: readonly string[], pace: Pace): Promise<void> {
  for (const frame of frames) {
    if (response.destroyed) return
    response.write(frame)
    await pace.wait()
  }
  response.end()
}

function cut(response: ServerResponse, bytes: Buffer, clean: boolean): void {
  if (clean) return void response.end(bytes)
  response.flushHeaders()
  if (bytes.length === 0) response.socket?.destroy()
  else response.write(bytes, () => response.socket?.destroy())
}

async function idle(response: ServerResponse, wire: Wire): Promise<void> {
  response.write(wire.opening.join(''))
  while (!response.destroyed) {
    response.write(wire.idle.join(''))
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  }
}
