import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import type { CallContext } from '../context'
import { router } from '../handlers'
import { MAX_MESSAGE } from '../paced-socket'
import { held, MOST_CALLS } from './held-socket'

/** What a browser asks for beside its ticket, and is given. */
export const SUBPROTOCOL = 'signalbox'

/** Each connection is asked this often whether it is still there (ms). */
export const PULSE_MS = 5000
/** Times in a row that it may not answer: a half-open one is gone after three pulses at most. */
const SILENCES = 2
/** Windows, tabs and programs at once. */
const MOST_SOCKETS = 100
/** How long a client has to say goodbye when the server closes (ms). */
const GOODBYE_MS = 500

const GOING_AWAY = 1001

/** What was last known of a connection. */
interface Signs {
  readonly silences: number
  /** Bytes that waited to be sent. */
  readonly waiting: number
}

/** The contract over WebSockets whose callers were let in already. */
export class RpcSockets {
  readonly #handler = new RPCHandler(router)
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  readonly #signs = new Map<WebSocket, Signs>()
  readonly #mostCalls: number
  readonly #pulse: NodeJS.Timeout

  constructor(pulseMs: number, mostCalls = MOST_CALLS) {
    this.#mostCalls = mostCalls
    this.#pulse = setInterval(() => this.#beat(), pulseMs)
  }

  get isFull(): boolean {
    return this.#server.clients.size >= MOST_SOCKETS
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, context: CallContext): void {
    this.#server.handleUpgrade(request, socket, head, (accepted) => {
      const heard = () => this.#signs.set(accepted, { silences: 0, waiting: accepted.bufferedAmount })
      heard()
      // A message is no sign: whoever only sends, and reads nothing, is to be let go.
      accepted.on('pong', heard)
      accepted.on('close', () => this.#signs.delete(accepted))
      // A message that is too long, or no frame at all, ends this connection and must end nothing else.
      accepted.on('error', () => accepted.terminate())
      void this.#handler.upgrade(held(accepted, this.#mostCalls), { context })
    })
  }

  /**
   * Ends whoever was silent too long. The browser answers by itself, whatever its page is doing; the dead do not. While much
   * waits to be sent nothing is read, no answer either: then a slow reader shows by taking some of it.
   */
  #beat(): void {
    for (const [socket, signs] of this.#signs) {
      const silences = socket.bufferedAmount < signs.waiting ? 0 : signs.silences
      if (silences >= SILENCES) socket.terminate()
      else {
        socket.ping()
        this.#signs.set(socket, { silences: silences + 1, waiting: socket.bufferedAmount })
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#pulse)
    const closed = [...this.#server.clients].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())))
    for (const socket of this.#server.clients) socket.close(GOING_AWAY)
    const patience = setTimeout(() => {
      for (const socket of this.#server.clients) socket.terminate()
    }, GOODBYE_MS)
    await Promise.all(closed)
    clearTimeout(patience)
  }
}
