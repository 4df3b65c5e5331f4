import { RPCLink } from '@orpc/client/websocket'
import { createEngineClient, type EngineConnection } from './create-client'

/** The protocol that a server agrees to; the token travels beside it because a browser cannot set headers on a socket. */
export const SUBPROTOCOL = 'signalbox'

/** Rejects with a sentence when the server cannot be reached or refuses the token. */
export async function connectWebSocket(url: string, token: string): Promise<EngineConnection> {
  const socket = new WebSocket(url, [SUBPROTOCOL, `token.${token}`])
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('close', () =>
      reject(new Error(`Couldn't reach the engine at ${new URL(url).host}. Is it running there, and is the link complete?`)),
    )
  })
  return { client: createEngineClient(new RPCLink({ websocket: socket })), closed, close: () => socket.close() }
}
