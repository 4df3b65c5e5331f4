import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * What steps talk to. By the beginning of the path: `/hang` never answers, `/flood` answers without end, `/refuse` says no and
 * repeats everything that it was sent; anything else is answered with everything that was sent, as JSON.
 */
export interface Peer {
  readonly url: string
  /** Connections that are open. */
  connections(): number
  close(): Promise<void>
}

interface Flood {
  readonly type: string
  readonly piece: Buffer
}

const LETTERS: Flood = { type: 'application/json', piece: Buffer.alloc(64 * 1024, 'x') }
/** A model that goes on talking. */
const WORDS: Flood = {
  type: 'text/event-stream',
  piece: Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'word '.repeat(10_000) } }] })}\n\n`),
}

export async function startPeer(): Promise<Peer> {
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    connections: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const { method, url = '/', headers } = request
  const said = JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() })
  if (url.startsWith('/hang')) return
  if (url.startsWith('/flood')) return flood(response, url.endsWith('/chat/completions') ? WORDS : LETTERS)
  response.writeHead(url.startsWith('/refuse') ? 403 : 200, { 'content-type': 'application/json' }).end(said)
}

function flood(response: ServerResponse, { type, piece }: Flood): void {
  response.writeHead(200, { 'content-type': type })
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
  }
  response.on('drain', more)
  more()
}
