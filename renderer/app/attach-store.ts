import type { DesktopApi } from '../../preload/contract'
import { desktopTransport } from '../engine/desktop-transport'
import { createLinkStore, type LinkStore } from '../engine/link-store'
import { websocketTransport } from '../engine/websocket-transport'

/**
 * Where this window is attached: to the engine of the desktop app, else to the server that served the page. The desktop's
 * main process shows notices itself, as the system does; a browser's page is the only place for them.
 */
export function createAttachStore(desktop: DesktopApi | undefined): LinkStore {
  if (desktop !== undefined) return createLinkStore(desktopTransport(desktop), { showsNotices: false })
  const token = takeToken()
  // Put into a tab that shows the page already, an address with another token only changes the fragment.
  window.addEventListener('hashchange', () => {
    if (givenToken() === null) return
    takeToken()
    location.reload()
  })
  return createLinkStore(websocketTransport(location.origin, token), { showsNotices: true })
}

const TOKEN_KEY = 'signalbox.token'

const givenToken = (): string | null => new URLSearchParams(location.hash.slice(1)).get('token')

/** The token comes in the address's fragment, `#token=…`, which no server sees, and is kept for this tab only, out of sight. */
function takeToken(): string {
  const given = givenToken()
  if (given === null) return sessionStorage.getItem(TOKEN_KEY) ?? ''
  sessionStorage.setItem(TOKEN_KEY, given)
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  return given
}
