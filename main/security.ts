import type { App, Session, WebFrameMain } from 'electron'
import type { Page } from './page'

/** Writing to the clipboard ("Copy") is the one thing that pages may ask the system for. Reading it is not. */
const GRANTED: readonly string[] = ['clipboard-sanitized-write']

/** Every web contents that ever exists stays on our page and opens nothing. Before the app is ready. */
export function lockNavigation(app: App, page: Page): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      if (!page.isOwn(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault()
    })
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** Electron grants every permission unless told otherwise, and lets pages reach any server. */
export function lockSession(session: Session, page: Page): void {
  const granted = (permission: string, address: string) => GRANTED.includes(permission) && page.isOwn(address)
  session.setPermissionRequestHandler((_contents, permission, answer, details) => answer(granted(permission, details.requestingUrl)))
  session.setPermissionCheckHandler((_contents, permission, origin) => granted(permission, origin))
  session.setDevicePermissionHandler(() => false)
  // A second fence behind the content security policy, which a page without it (an error page, a bug) would lack.
  session.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] }, (request, answer) => {
    answer({ cancel: !isDevelopmentRequest(page, request.url) })
  })
}

/** The development server's page loads its modules over http and hears of changes over a WebSocket. */
const isDevelopmentRequest = (page: Page, address: string) => page.isOwn(address.replace(/^ws/, 'http'))

/** Messages are taken from our page's own top frame only. */
export function isTrustedSender(page: Page, frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && page.isOwn(frame.url)
}
