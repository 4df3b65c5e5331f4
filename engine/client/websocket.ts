import { ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { createEngineClient, type EngineClient, type EngineConnection } from './create-client'
import { askTicket } from './ticket'

/** The protocol that a server agrees to; the ticket travels beside it because a browser cannot set headers on a socket. */
const SUBPROTOCOL = 'signalbox'

/** A live connection is asked this often whether the engine still answers (ms): a half-open one never says that it is dead. */
const PULSE_MS = 5000
/** How long an answer may take. Longer than any call that the engine answers at once, also in a tab that is asleep. */
const ANSWER_MS = 10_000

/**
 * Connects to the server at an address such as `http://127.0.0.1:4477`. Rejects with an `ORPCError` of the contract's codes:
 * `unauthorized` when the token is not the server's, `connection_failed` when nothing answers there, else why it refuses.
 */
export async function connectWebSocket(server: string, token: string): Promise<EngineConnection> {
  const ticket = await askTicket(server, token)
  const url = new URL('/rpc', server)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, [SUBPROTOCOL, `ticket.${ticket}`])
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    // The browser does not tell a page why.
    socket.addEventListener('close', () =>
      reject(new ORPCError('engine_unavailable', { message: `${url.host} let this page in and then took no connection. It may be closing.` })),
    )
  })
  const client = createEngineClient(new RPCLink({ websocket: socket }))
  const silent = watchPulse(client, socket)
  return { client, closed: Promise.race([closed, silent]), close: () => socket.close() }
}

/** Resolves, and closes the socket, when the other side has not answered in time. Never for one that closes by itself. */
function watchPulse(client: EngineClient, socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const pulse = setInterval(() => {
      const tooLate = setTimeout(() => {
        socket.close()
        resolve()
      }, ANSWER_MS)
      // A refusal is an answer, too.
      void client.engine
        .info()
        .then(undefined, () => undefined)
        .then(() => clearTimeout(tooLate))
    }, PULSE_MS)
    socket.addEventListener('close', () => clearInterval(pulse))
  })
}
