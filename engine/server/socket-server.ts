import { chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import type { CallContext } from './context'
import { router } from './handlers'

/** A reader that is slower than this many bytes makes its streams wait. */
const MAX_BUFFERED = 1024 * 1024
const MAX_MESSAGE = 8 * 1024 * 1024

/**
 * Serves the contract on a Unix socket or named pipe: whoever may open it (its owner alone) may do everything. WebSocket
 * frames inside, so that programs need no protocol of ours.
 */
export async function listenOnSocket(path: string, context: CallContext): Promise<{ close(): Promise<void> }> {
  const handler = new RPCHandler(router)
  const http = createServer((_request, response) => response.writeHead(426).end())
  const sockets = new WebSocketServer({ server: http, maxPayload: MAX_MESSAGE })
  sockets.on('connection', (socket) => {
    // A message that is too long, or no frame at all, ends this connection and must end nothing else.
    socket.on('error', () => socket.close())
    void handler.upgrade(paced(socket), { context })
  })
  await new Promise<void>((resolve, reject) => {
    // The server's own errors arrive here, too; unheard they would end the process.
    sockets.on('error', reject)
    http.listen(path, resolve)
  })
  if (process.platform !== 'win32') await chmod(path, 0o600)
  return {
    async close() {
      for (const client of sockets.clients) client.terminate()
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      // Whoever connected and never finished asking would keep it open.
      http.closeAllConnections()
      await closed
    },
  }
}

/** The same socket, whose `send` waits while too much is on its way. */
function paced(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  // The handler awaits what `send` gives, though its type does not say so.
  const send: (data: string | Buffer) => unknown = async (data) => {
    socket.send(data)
    while (socket.bufferedAmount > MAX_BUFFERED && socket.readyState === socket.OPEN) await sleep(5)
  }
  return { addEventListener: socket.addEventListener.bind(socket), send }
}
