import type { DesktopApi } from '../../preload/contract'
import { desktopTransport } from '../engine/desktop-transport'
import { createLinkStore, type LinkStore } from '../engine/link-store'
import { websocketTransport } from '../engine/websocket-transport'

/** Where this window is attached: to the engine of the desktop app, else to the server that served the page. */
export function createAttachStore(desktop: DesktopApi | undefined): LinkStore {
  if (desktop !== undefined) return createLinkStore(desktopTransport(desktop))
  const url = new URL('/rpc', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return createLinkStore(websocketTransport(url.href, takeToken()))
}

const TOKEN_KEY = 'signalbox.token'

/** The token comes in the address's fragment, `#token=…`, and is kept for this tab only, out of sight. */
function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given === null) return sessionStorage.getItem(TOKEN_KEY) ?? ''
  sessionStorage.setItem(TOKEN_KEY, given)
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  return given
}
