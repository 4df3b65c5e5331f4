import { createStore } from 'zustand/vanilla'
import { callFailure, type CallFailure } from '../../engine/client/call-failure'
import type { EngineClient, EngineConnection } from '../../engine/client/create-client'
import type { EngineEvent, EngineInfo, EngineStatus, PROTOCOL as SPOKEN } from '../../engine/contract/events'
import type { LinkState, Transport } from './engine-link'
import { pause } from './pause'

/** What screens and engine must both speak. Only its type is imported: the contract's module would bring all schemas along. */
const PROTOCOL: typeof SPOKEN = 2

const WATCH_AGAIN_AFTER_MS = 500
const BROKEN_OFF_MS = 200

/** A live link: the client and the signal that ends when the link does. Every call passes the signal on. */
export interface Attached {
  readonly client: EngineClient
  readonly signal: AbortSignal
}

export interface LinkStoreState {
  readonly link: LinkState
  /** Null whenever the link is not live. */
  readonly attached: Attached | null
  readonly info: EngineInfo | null
  /** The last known; old as soon as the link is not live. */
  readonly status: EngineStatus | null
}

export interface LinkStore {
  readonly reach: Transport['reach']
  readonly place: string
  readonly getState: () => LinkStoreState
  readonly subscribe: (listener: () => void) => () => void
  /** Hints about what changed; also called, with null, when a new link was made and anything may have changed. */
  readonly onHint: (listener: (event: EngineEvent | null) => void) => () => void
  readonly retry: () => void
  /** Connects and stays connected; returns how to stop. */
  readonly start: () => () => void
}

/**
 * The page's one link to an engine. Live means: the engine has answered on this connection. `showsNotices` tells it whether
 * this page shows people what `notify` steps say.
 */
export function createLinkStore(transport: Transport, { showsNotices }: { readonly showsNotices: boolean }): LinkStore {
  const store = createStore<LinkStoreState>()(() => ({ link: { state: 'starting' }, attached: null, info: null, status: null }))
  const hintListeners = new Set<(event: EngineEvent | null) => void>()
  const tell = (event: EngineEvent | null) => {
    for (const listener of hintListeners) listener(event)
  }
  let current = new AbortController()

  const detach = (link: LinkState) => {
    current.abort()
    store.setState({ link, attached: null })
  }

  const attach = async (connection: EngineConnection) => {
    current.abort()
    const mine = new AbortController()
    current = mine
    mine.signal.addEventListener('abort', () => connection.close())
    void connection.closed.then(() => {
      if (!mine.signal.aborted) detach({ state: 'restarting', reason: null, nextTryAt: null })
    })
    const { client } = connection
    const { signal } = mine
    try {
      const info = await client.engine.info(undefined, { signal })
      if (info.protocol !== PROTOCOL) {
        transport.rest()
        return detach({ state: 'down', reason: mismatch(info, transport.reach) })
      }
      const status = await client.engine.status(undefined, { signal })
      store.setState({ link: { state: 'live' }, attached: { client, signal }, info, status })
      tell(null)
      await follow(client, signal)
    } catch (thrown) {
      // A call fails, too, when its connection breaks off; that is told a moment later, and is not the engine's doing.
      await Promise.race([connection.closed, pause(BROKEN_OFF_MS, signal)])
      if (!signal.aborted) detach({ state: 'down', reason: callFailure(thrown) })
    }
  }

  const follow = async (client: EngineClient, signal: AbortSignal) => {
    while (!signal.aborted) {
      for await (const events of await client.engine.watch({ showsNotices }, { signal })) {
        for (const event of events) {
          if (event.type === 'status') store.setState({ status: event.status })
          tell(event)
        }
      }
      await pause(WATCH_AGAIN_AFTER_MS, signal)
    }
  }

  return {
    reach: transport.reach,
    place: transport.place,
    getState: store.getState,
    subscribe: store.subscribe,
    onHint: (listener) => {
      hintListeners.add(listener)
      return () => hintListeners.delete(listener)
    },
    retry: transport.retry,
    start: () => {
      const stop = transport.start({ connected: (connection) => void attach(connection), lost: detach })
      return () => {
        stop()
        detach({ state: 'starting' })
      }
    },
  }
}

function mismatch({ protocol, version }: EngineInfo, reach: Transport['reach']): CallFailure {
  const cure = {
    embedded: 'Restart Signalbox so that both are of one version.',
    // The page comes from its server: one that is older was loaded before the server was updated.
    server:
      protocol > PROTOCOL ? 'The page is the older one: load it again.' : 'The server is the older one: update it, or open the page that it serves itself.',
  }
  return { code: 'protocol_mismatch', message: `This window speaks protocol ${PROTOCOL}, the engine (${version}) speaks ${protocol}. ${cure[reach]}` }
}
