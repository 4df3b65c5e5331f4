import { extname, join, sep } from 'node:path'

/** The page is files at app://signalbox/…; nothing else answers there. */
export const PAGE_SCHEME = 'app'
const HOST = 'signalbox'
export const PAGE_ORIGIN = `${PAGE_SCHEME}://${HOST}`

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export interface PageFile {
  readonly path: string
  readonly type: string
}

/** The file that an address of the page stands for; null for every address that is not one. */
export function pageFile(root: string, address: string): PageFile | null {
  const url = parse(address)
  if (url === null || url.protocol !== `${PAGE_SCHEME}:` || url.host !== HOST) return null
  const name = decode(url.pathname === '/' ? '/index.html' : url.pathname)
  const type = name === null ? undefined : TYPES[extname(name)]
  if (name === null || type === undefined || name.includes('\\') || name.includes('\0')) return null
  const path = join(root, name)
  return path.startsWith(root + sep) ? { path, type } : null
}

export function isPageAddress(address: string): boolean {
  const url = parse(address)
  return url !== null && url.protocol === `${PAGE_SCHEME}:` && url.host === HOST
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    // Not percent-encoded text: no file has such a name.
    return null
  }
}
