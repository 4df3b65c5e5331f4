import type { WebSocket } from 'ws'
import { MAX_BUFFERED, paced } from '../paced-socket'

/** Calls and streams of one connection under way at once. A page has a few dozen. */
export const MOST_CALLS = 1000
/** How often a connection that is not read is looked at again (ms). */
const LOOK_AGAIN_MS = 5
/** RFC 6455, 7.4.1: data that is not what its message should be. */
const NO_MESSAGE = 1007

/**
 * The same socket, of which nothing more is read while too many calls are under way or too much waits to be sent: whoever
 * asks without reading the answers costs no more than that. Pings count, too, as each is answered.
 */
export function held(socket: WebSocket, mostCalls: number): Pick<WebSocket, 'addEventListener' | 'send'> {
  let calls = 0
  let again: NodeJS.Timeout | null = null

  const isTooMuch = () => calls >= mostCalls || socket.bufferedAmount > MAX_BUFFERED
  function release(): void {
    if (again !== null) clearInterval(again)
    again = null
  }
  function hold(): void {
    if (again !== null || !isTooMuch()) return
    socket.pause()
    again = setInterval(() => {
      if (isTooMuch()) return
      release()
      socket.resume()
    }, LOOK_AGAIN_MS)
  }
  async function count(call: unknown): Promise<void> {
    calls += 1
    hold()
    try {
      await call
    } catch {
      // What goes wrong in a call is its answer. What comes here was no message at all, or has nobody left to be sent to.
      socket.close(NO_MESSAGE, 'This is no message of the contract.')
    } finally {
      calls -= 1
    }
  }

  socket.on('ping', hold)
  socket.on('close', release)
  const { addEventListener, send } = paced(socket)
  return {
    send,
    addEventListener: (type, listener, options) =>
      addEventListener(
        type,
        (event) => {
          // The handler's listener gives a promise until the call has its whole answer, though its type does not say so.
          void count(typeof listener === 'function' ? listener(event) : listener.handleEvent(event))
        },
        options,
      ),
  }
}
