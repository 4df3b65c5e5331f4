import { callFailure, type CallFailure } from '../../engine/client/call-failure'
import type { EngineConnection } from '../../engine/client/create-client'
import { connectWebSocket } from '../../engine/client/websocket'
import type { Transport, TransportEvents } from './engine-link'
import { pause } from './pause'

const FIRST_WAIT_MS = 300
const LONGEST_WAIT_MS = 10_000
/** Tries without success after which the page says "down" instead of "reconnecting"; it goes on trying all the same. */
const TRIES_UNTIL_DOWN = 4
/** A connection that ends sooner than this (ms) counts as a try without success: whoever lets in and throws out is not asked ever faster. */
const STEADY_MS = 2000

/** The server that served this very page, at an address such as `http://127.0.0.1:4477`. An empty token stands for none. */
export function websocketTransport(server: string, token: string): Transport {
  const place = new URL(server).host
  /** Ends the present wait; after it, `rests` says whether there is another try. */
  let wake: () => void = () => undefined
  let rests = false
  return {
    reach: 'server',
    place,
    retry: () => {
      rests = false
      wake()
    },
    rest: () => {
      rests = true
    },
    start: (events) => {
      const stop = new AbortController()
      const { signal } = stop
      const wait = async (ms: number | null) => {
        const skip = new AbortController()
        wake = () => skip.abort()
        if (ms === null) await aborted(signal, skip.signal)
        else await pause(ms, signal, skip.signal)
      }
      void keepConnected({ server, token, events, signal, wait, rests: () => rests })
      return () => stop.abort()
    },
  }
}

interface Loop {
  readonly server: string
  readonly token: string
  readonly events: TransportEvents
  readonly signal: AbortSignal
  /** Null: until somebody asks for another try. */
  readonly wait: (ms: number | null) => Promise<void>
  readonly rests: () => boolean
}

async function keepConnected({ events, signal, wait, rests, ...target }: Loop): Promise<void> {
  for (let tries = 0; !signal.aborted;) {
    const since = Date.now()
    const { reason, wasConnected } = await connectOnce(target, events, signal)
    if (signal.aborted) return
    tries = wasConnected && Date.now() - since >= STEADY_MS ? 0 : tries + 1
    const waitMs = rests() || isFinal(reason) ? null : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, tries - 1))
    // Whoever asked for rest has said why.
    if (!rests()) {
      const nextTryAt = waitMs === null ? null : Date.now() + waitMs
      events.lost({ state: nextTryAt === null || tries >= TRIES_UNTIL_DOWN ? 'down' : 'restarting', reason, nextTryAt })
    }
    await wait(waitMs)
  }
}

interface Loss {
  /** Null: there was a connection, and it broke off. */
  readonly reason: CallFailure | null
  readonly wasConnected: boolean
}

/** Resolves when there is no connection: it could not be made, or is lost again. */
async function connectOnce({ server, token }: Pick<Loop, 'server' | 'token'>, events: TransportEvents, signal: AbortSignal): Promise<Loss> {
  if (token === '') return { reason: WITHOUT_TOKEN, wasConnected: false }
  try {
    const connection = afterItsCalls(await connectWebSocket(server, token))
    const close = () => connection.close()
    signal.addEventListener('abort', close)
    if (signal.aborted) close()
    else events.connected(connection)
    await connection.closed
    signal.removeEventListener('abort', close)
    return { reason: null, wasConnected: true }
  } catch (thrown) {
    return { reason: callFailure(thrown), wasConnected: false }
  }
}

/**
 * Calls that are stopped say so to the other side, and nobody can catch it when the socket refuses to send. So calls end
 * first: they are stopped before the socket is closed, and one that broke off ends them before anybody hears of it.
 */
const afterItsCalls = ({ client, closed, close }: EngineConnection): EngineConnection => ({
  client,
  closed: closed.then(nextTask),
  close: () => void nextTask().then(close),
})

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

const WITHOUT_TOKEN: CallFailure = { code: 'unauthorized', message: 'The address of this page came without the token.' }

/** The same token is refused again, however often it is brought. */
const isFinal = (reason: CallFailure | null): boolean => reason?.code === 'unauthorized'

const aborted = (...signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve())
    if (signals.some((signal) => signal.aborted)) resolve()
  })
