import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request on a raw connection: the bytes of its head and body as text. */
export interface RawRequest {
  readonly text: string
  readonly socket: Socket
}

export interface RawServer {
  readonly port: number
  readonly requests: readonly RawRequest[]
  /** Connections that are open now. */
  open(): number
}

/** A server that answers with exactly the bytes that a test writes. Call it inside a test: it closes when the test ends. */
export async function rawServer(answer: (socket: Socket, text: string) => void): Promise<RawServer> {
  const requests: RawRequest[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.on('close', () => sockets.delete(socket))
    // Who is cut off in the middle of a write gets an error that is no concern of the test.
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (!isWhole(text)) return
      requests.push({ text, socket })
      answer(socket, text)
      text = ''
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  return { port: address.port, requests, open: () => sockets.size }
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? '0'
  return text.length >= end + 4 + Number(length)
}

/** A whole response with a body. */
export function reply(status: string, headers: Readonly<Record<string, string>>, body: string | Uint8Array = ''): Buffer {
  const content = Buffer.from(body)
  const lines = Object.entries({ 'content-length': String(content.length), connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`, 'latin1'), content])
}
