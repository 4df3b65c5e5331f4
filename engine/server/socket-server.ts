import { chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { CallContext } from './context'
import { router } from './handlers'
import { held, MOST_CALLS } from './http/held-socket'
import { MAX_MESSAGE } from './paced-socket'

/**
 * Serves the contract on a Unix socket or named pipe: whoever may open it (its owner alone) may do everything. WebSocket
 * frames inside, so that programs need no protocol of ours.
 */
export async function listenOnSocket(path: string, context: CallContext): Promise<{ close(): Promise<void> }> {
  // Not before somebody comes: to most engines nobody does.
  let handler: RPCHandler<CallContext> | null = null
  const http = createServer((_request, response) => response.writeHead(426).end())
  const sockets = new WebSocketServer({ server: http, maxPayload: MAX_MESSAGE })
  sockets.on('connection', (socket) => {
    // A message that is too long, or no frame at all, ends this connection and must end nothing else.
    socket.on('error', () => socket.close())
    handler ??= new RPCHandler(router)
    void handler.upgrade(held(socket, MOST_CALLS), { context })
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
