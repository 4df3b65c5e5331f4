import { readFile } from 'node:fs/promises'
import { type App, protocol, type Session } from 'electron'
import { isPageAddress, PAGE_ORIGIN, PAGE_SCHEME, pageFile } from './page-files'

/** The one page of the app. */
export interface Page {
  readonly address: string
  /** Whether an address belongs to it: the test of every sender and every navigation. */
  isOwn(address: string): boolean
}

const BUILT_PAGE: Page = { address: `${PAGE_ORIGIN}/`, isOwn: isPageAddress }

/** The built page, or the development server's while developing; an installed app knows only the first. */
export function choosePage(app: App): Page {
  const server = process.env['ELECTRON_RENDERER_URL']
  if (app.isPackaged || server === undefined) return BUILT_PAGE
  const { origin } = new URL(server)
  return { address: server, isOwn: (address) => URL.canParse(address) && new URL(address).origin === origin }
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Libraries set positions and sizes as inline styles.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  // The engine is reached over a port; the page has no business with any network.
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = { 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' }

/** Before the app is ready: the scheme gets an origin of its own, which relative addresses and storage need. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true } }])
}

/** Serves the files under `root`, read only. Not an API: another page could read it. */
export function servePage(session: Session, root: string): void {
  session.protocol.handle(PAGE_SCHEME, async (request) => {
    const file = request.method === 'GET' ? pageFile(root, request.url) : null
    if (file === null) return new Response(null, { status: 404, headers: HEADERS })
    try {
      return new Response(await readFile(file.path), { headers: { ...HEADERS, 'content-type': file.type } })
    } catch {
      // Whatever keeps a file of our own from being read, the page can only be told that it is not there.
      return new Response(null, { status: 404, headers: HEADERS })
    }
  })
}
