import { connectWebSocket } from '../../engine/client/websocket'
import { callFailure } from '../../engine/client/call-failure'
import type { Transport, TransportEvents } from './engine-link'
import { pause } from './pause'

const FIRST_WAIT_MS = 300
const LONGEST_WAIT_MS = 10_000
/** Tries without success after which the page says "down" instead of "reconnecting"; it goes on trying all the same. */
const TRIES_UNTIL_DOWN = 4

/** A server that serves this very page: `/rpc` beside it. */
export function websocketTransport(url: string, token: string): Transport {
  let wake: () => void = () => undefined
  return {
    place: new URL(url).host,
    retry: () => wake(),
    start: (events) => {
      const stop = new AbortController()
      void keepConnected({
        url,
        token,
        events,
        signal: stop.signal,
        wait: (ms) => {
          const skip = new AbortController()
          wake = () => skip.abort()
          return pause(ms, stop.signal, skip.signal)
        },
      })
      return () => stop.abort()
    },
  }
}

interface Loop {
  readonly url: string
  readonly token: string
  readonly events: TransportEvents
  readonly signal: AbortSignal
  readonly wait: (ms: number) => Promise<void>
}

async function keepConnected({ url, token, events, signal, wait }: Loop): Promise<void> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      const connection = await connectWebSocket(url, token)
      if (signal.aborted) return connection.close()
      signal.addEventListener('abort', () => connection.close())
      events.connected(connection)
      tries = 0
      await connection.closed
      if (!signal.aborted)
        events.lost({ state: 'restarting', reason: { code: 'engine_unavailable', message: 'The connection was lost.' }, nextTryAt: Date.now() + FIRST_WAIT_MS })
    } catch (thrown) {
      const reason = { ...callFailure(thrown), code: 'engine_unavailable' }
      if (tries + 1 >= TRIES_UNTIL_DOWN) events.lost({ state: 'down', reason })
      else events.lost({ state: 'restarting', reason, nextTryAt: Date.now() + waitAfter(tries) })
    }
    await wait(waitAfter(tries))
  }
}

const waitAfter = (tries: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
