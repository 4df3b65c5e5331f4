import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'

/** A reader that is slower than this many bytes makes its streams wait. */
export const MAX_BUFFERED = 1024 * 1024
/** The longest message that a client may send. */
export const MAX_MESSAGE = 8 * 1024 * 1024

/** The same socket, whose `send` waits while too much is on its way: a stream to whoever does not read stands still. */
export function paced(socket: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  // The handler awaits what `send` gives, though its type does not say so.
  const send: (data: string | Buffer) => unknown = async (data) => {
    socket.send(data)
    while (socket.bufferedAmount > MAX_BUFFERED && socket.readyState === socket.OPEN) await sleep(5)
  }
  return { addEventListener: socket.addEventListener.bind(socket), send }
}
