import { connectMessagePort } from '../../engine/client/message-port'
import type { DesktopApi, EnginePortMessage, EngineState } from '../../preload/contract'
import type { LinkState, Transport, TransportEvents } from './engine-link'

/** The engine inside the desktop app: main hands over a port at each load of the page and after each restart. */
export function desktopTransport(desktop: DesktopApi): Transport {
  return {
    reach: 'embedded',
    place: 'This computer',
    // A running engine with a broken link only needs a new port; one that is down hands it over when it is up.
    retry: () => void desktop.retryEngine().then(desktop.requestEnginePort, (cause: unknown) => console.error("Couldn't ask for a new engine.", cause)),
    // Main hands over a port when it has a new one, and not before.
    rest: () => undefined,
    start: (events) => listen(desktop, events),
  }
}

function listen(desktop: DesktopApi, events: TransportEvents): () => void {
  const onMessage = (event: MessageEvent) => {
    const port = event.ports[0]
    if (event.source !== window || port === undefined || !isPortMessage(event.data)) return
    // A page that is loaded anew with an open port of its own loses its process in Chromium 114.
    window.addEventListener('pagehide', () => port.close(), { once: true })
    events.connected(connectMessagePort(port))
  }
  const onState = (state: EngineState) => {
    // live alone is no link: the port follows, and the engine has yet to answer on it.
    if (state.state !== 'live') events.lost(linkStateOf(state, Date.now()))
  }
  window.addEventListener('message', onMessage)
  const stopStates = desktop.onEngineState(onState)
  desktop.getEngineState().then(onState, (cause: unknown) => console.error("Couldn't read the engine's state.", cause))
  desktop.requestEnginePort()
  return () => {
    window.removeEventListener('message', onMessage)
    stopStates()
  }
}

export function linkStateOf(state: EngineState, now: number): Exclude<LinkState, { state: 'live' }> {
  switch (state.state) {
    case 'starting':
    case 'live':
      return { state: 'starting' }
    case 'silent':
      return { state: 'silent' }
    case 'restarting':
      return { state: 'restarting', reason: state.reason, nextTryAt: state.restartInMs === null ? null : now + state.restartInMs }
    case 'down':
      return { state: 'down', reason: state.reason }
  }
}

const isPortMessage = (data: unknown): data is EnginePortMessage =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'signalbox:engine-port'
