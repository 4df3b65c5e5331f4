import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type * as z from 'zod'
import { Collection } from './collection'
import { countPoints, createCollection, deletePoints, queryPoints, upsertPoints } from './requests'

/** One request, as it came. */
export interface QdrantRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export interface QdrantServer {
  readonly url: string
  readonly requests: readonly QdrantRequest[]
  /** Answers for the requests to come, one each, in place of its own; null for its own, and silence for none at all. */
  queue(...answers: (Answer | 'silence' | null)[]): void
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const ok = (result: unknown): Answer => ({ status: 200, body: { result, status: 'ok', time: 0.001 } })
const fault = (status: number, error: string): Answer => ({ status, body: { status: { error }, time: 0.001 } })
const notFound = (name: string): Answer => fault(404, `Not found: Collection \`${name}\` doesn't exist!`)

const completed = ok({ operation_id: 1, status: 'completed' })

/** In place of a Qdrant: keeps its promises, as far as they are used, and takes no request that the real one does not describe. */
export async function startQdrantServer(options: { readonly apiKey?: string } = {}): Promise<QdrantServer> {
  const collections = new Map<string, Collection>()
  const requests: QdrantRequest[] = []
  const queued: (Answer | 'silence' | null)[] = []

  const answer = async (request: IncomingMessage): Promise<Answer | 'silence'> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const text = Buffer.concat(chunks).toString()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const { method = '', url: path = '', headers } = request
    requests.push({ method, path, headers, body })
    if (options.apiKey !== undefined && headers['api-key'] !== options.apiKey)
      return { status: 401, body: `Must provide an API key; got ${String(headers['api-key'])}` }
    if (body !== undefined && headers['content-type'] !== 'application/json') return fault(400, 'Content type error')
    return queued.shift() ?? route(`${method} ${path}`, body)
  }

  const route = (line: string, body: unknown): Answer => {
    const [, method, name = '', rest] = /^(\w+) \/collections\/([^/?]+)(\/points(?:\/\w+)?(?:\?wait=true)?)?$/.exec(line) ?? []
    const known = collections.get(name)
    switch (`${method} ${rest ?? ''}`) {
      case 'GET ':
        return known === undefined
          ? notFound(name)
          : ok({ status: 'green', points_count: known.count({}), config: { params: { vectors: known.params, shard_number: 1 } } })
      case 'PUT ':
        if (known !== undefined) return fault(409, `Wrong input: Collection \`${name}\` already exists!`)
        return reading(createCollection, body, ({ vectors }) => {
          collections.set(name, new Collection(vectors))
          return ok(true)
        })
      case 'DELETE ':
        return ok(collections.delete(name))
      default:
        return known === undefined ? notFound(name) : onPoints(known, `${method} ${rest ?? ''}`, body)
    }
  }

  const server = createServer((request, response) => {
    answer(request)
      .catch((thrown: unknown) => fault(400, String(thrown)))
      .then((answered) => {
        if (answered === 'silence') return
        const { status, body, headers } = answered
        const isText = typeof body === 'string'
        response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers }).end(isText ? body : JSON.stringify(body))
      })
      // Who hangs up in the middle is no concern of the server's.
      .catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    queue: (...answers) => void queued.push(...answers),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function onPoints(collection: Collection, line: string, body: unknown): Answer {
  switch (line) {
    case 'PUT /points?wait=true':
      return reading(upsertPoints, body, ({ points }) => {
        const odd = points.find(({ vector }) => !collection.fits(vector))
        if (odd !== undefined) return fault(400, `Wrong input: Vector dimension error: expected dim: ${collection.params.size}, got ${odd.vector.length}`)
        collection.put(points)
        return completed
      })
    case 'POST /points/query':
      return reading(queryPoints, body, ({ query, limit, filter }) => ok({ points: collection.query(query, limit, filter ?? {}) }))
    case 'POST /points/count':
      return reading(countPoints, body, ({ filter }) => ok({ count: collection.count(filter ?? {}) }))
    case 'POST /points/delete?wait=true':
      return reading(deletePoints, body, (selector) => {
        collection.delete('filter' in selector ? selector.filter : { must: [{ has_id: selector.points }] })
        return completed
      })
    default:
      return { status: 404, body: '' }
  }
}

function reading<Body>(schema: z.ZodType<Body>, body: unknown, answer: (body: Body) => Answer): Answer {
  const parsed = schema.safeParse(body)
  return parsed.success ? answer(parsed.data) : fault(400, `Format error in JSON body: ${parsed.error.message}`)
}
