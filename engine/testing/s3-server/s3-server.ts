import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type S3Key, signatureFault } from './check-signature'

interface Stored {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly at: number
}

interface Upload {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly parts: Map<number, Buffer>
}

/** Does something else with a request than S3 would; true when it answered, or never will. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean

export interface S3Server {
  readonly endpoint: string
  readonly key: S3Key
  /** By `bucket/key`; a test may change what lies there. */
  readonly objects: Map<string, Stored>
  /** Uploads in parts that are neither complete nor called off. */
  readonly uploads: ReadonlyMap<string, Upload>
  /** Method and address of each request. */
  readonly asked: readonly string[]
  /** Connections that are open. */
  connections(): number
  fault: Fault
  stop(): Promise<void>
}

const BUCKETS = new Set(['reports', 'other-bucket'])
const KEY: S3Key = { id: 'TESTKEY', secret: 'test/secret+key', region: 'eu-test-1' }

/** An S3 store in memory that judges every signature, with conditional writes and uploads in parts. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Stored>()
  const uploads = new Map<string, Upload>()
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (s3.fault(request, response)) return
    void whole(request).then((body) => {
      const fault = body === null ? null : signatureFault(request, body, KEY)
      if (body === null) response.destroy()
      else if (fault !== null) refuse(response, 403, fault)
      else answer({ request, response, body, objects, uploads })
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const s3: S3Server = {
    endpoint: `http://127.0.0.1:${address.port}`,
    key: KEY,
    objects,
    uploads,
    asked,
    connections: () => sockets.size,
    fault: () => false,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return s3
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: Buffer
  readonly objects: Map<string, Stored>
  readonly uploads: Map<string, Upload>
}

function answer(exchange: Exchange): void {
  const { request, response, objects } = exchange
  const url = new URL(request.url ?? '/', 'http://s3')
  const name = decodeURIComponent(url.pathname.slice(1))
  const [bucket = '', ...key] = name.split('/')
  if (!BUCKETS.has(bucket)) return refuse(response, 404, 'NoSuchBucket')
  const uploadId = url.searchParams.get('uploadId')
  if (key.length === 0) return list(exchange, bucket, url.searchParams)
  if (url.searchParams.has('uploads')) return begin(exchange, name)
  if (uploadId !== null) return inUpload(exchange, name, uploadId, Number(url.searchParams.get('partNumber')))
  const stored = objects.get(name)
  switch (request.method) {
    case 'PUT':
      return put(exchange, name, kept(request), exchange.body)
    case 'DELETE':
      objects.delete(name)
      return void response.writeHead(204).end()
    default:
      if (stored === undefined) return refuse(response, 404, 'NoSuchKey')
      response.writeHead(200, {
        ...stored.headers,
        'content-length': stored.body.length,
        'last-modified': new Date(stored.at).toUTCString(),
        etag: etagOf(stored.body),
      })
      response.end(request.method === 'HEAD' ? undefined : stored.body)
  }
}

function put({ request, response, objects }: Exchange, name: string, headers: Readonly<Record<string, string>>, body: Buffer): void {
  if (request.headers['if-none-match'] === '*' && objects.has(name)) return refuse(response, 412, 'PreconditionFailed')
  objects.set(name, { body, headers, at: Date.now() })
  if (request.method === 'POST') xml(response, 'CompleteMultipartUploadResult', `<ETag>${etagOf(body)}</ETag>`)
  else response.writeHead(200, { etag: etagOf(body) }).end()
}

function begin({ request, response, uploads }: Exchange, name: string): void {
  const id = `upload ${uploads.size + 1} & more`
  uploads.set(id, { name, headers: kept(request), parts: new Map() })
  xml(response, 'InitiateMultipartUploadResult', `<UploadId>${id.replace('&', '&amp;')}</UploadId>`)
}

function inUpload(exchange: Exchange, name: string, id: string, part: number): void {
  const { request, response, body, uploads } = exchange
  const upload = uploads.get(id)
  if (upload?.name !== name) return refuse(response, 404, 'NoSuchUpload')
  if (request.method === 'PUT') {
    upload.parts.set(part, body)
    return void response.writeHead(200, { etag: etagOf(body) }).end()
  }
  uploads.delete(id)
  if (request.method === 'DELETE') return void response.writeHead(204).end()
  const parts = [...body.toString().matchAll(/<Part><PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag><\/Part>/g)].map(([, number, etag]) => ({
    body: upload.parts.get(Number(number)) ?? Buffer.alloc(0),
    etag,
  }))
  if (parts.length === 0 || parts.some((each) => etagOf(each.body) !== each.etag)) return refuse(response, 400, 'InvalidPart')
  if (parts.slice(0, -1).some((each) => each.body.length < 5 * 1024 * 1024)) return refuse(response, 400, 'EntityTooSmall')
  put(exchange, name, upload.headers, Buffer.concat(parts.map((each) => each.body)))
}

function list({ response, objects }: Exchange, bucket: string, query: URLSearchParams): void {
  const from = query.get('start-after')
  const keys = [...objects.keys()]
    .filter((name) => name.startsWith(`${bucket}/${query.get('prefix') ?? ''}`))
    .map((name) => name.slice(bucket.length + 1))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter((key) => from === null || Buffer.compare(Buffer.from(key), Buffer.from(from)) > 0)
  const page = keys.slice(0, Number(query.get('max-keys') ?? 1000))
  const contents = page.map((key) => {
    const { body = Buffer.alloc(0), at = 0 } = objects.get(`${bucket}/${key}`) ?? {}
    return `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${new Date(at).toISOString()}</LastModified><Size>${body.length}</Size><Owner><ID>1</ID></Owner></Contents>`
  })
  xml(
    response,
    'ListBucketResult',
    `<Name>${bucket}</Name><EncodingType>url</EncodingType><IsTruncated>${page.length < keys.length}</IsTruncated>${contents.join('')}`,
  )
}

const kept = ({ headers }: IncomingMessage): Record<string, string> => ({
  'content-type': headers['content-type'] ?? 'binary/octet-stream',
  'x-amz-meta-sha256': String(headers['x-amz-meta-sha256'] ?? ''),
})

const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`

function xml(response: ServerResponse, root: string, content: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`)
}

const refuse = (response: ServerResponse, status: number, code: string): void =>
  xml(response, 'Error', `<Code>${code}</Code><Message>It is ${code}.</Message>`, status)

async function whole(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) {
      const piece: unknown = chunk
      if (Buffer.isBuffer(piece)) chunks.push(piece)
    }
    return Buffer.concat(chunks)
  } catch {
    // Who asked has gone.
    return null
  }
}
