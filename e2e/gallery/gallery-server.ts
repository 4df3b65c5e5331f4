import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join, normalize, sep } from 'node:path'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { galleryRouter, type Manners } from './gallery-router'
import type { Run } from '../../engine/contract/run'
import { createWorld, olderRuns, onlyFailures } from './sample-world'

/** What a page's token asks for. `down`: nobody answers when it asks for a connection. */
export type Scenario = 'full' | 'costless' | 'broken' | 'empty' | 'ailing' | 'slow' | 'failing' | 'starting' | 'down'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Built files are named after what they hold. A page that was opened before need not be read and compiled anew. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** What looks at the page, in a third of the time of its unminified source. */
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Answer {
  readonly type: string
  readonly body: Buffer
}

export interface Gallery {
  readonly url: string
  /** Cuts every connection; pages may come back at once. */
  readonly drop: () => void
  /** Cuts every connection and takes no new ones until told otherwise. */
  readonly refuse: (refusing: boolean) => void
  readonly stop: () => Promise<void>
}

/** Serves the built page, and an engine of sample data over the real contract; the token chooses how it behaves. */
export async function openGallery(pageFolder: string): Promise<Gallery> {
  const older = olderRuns(Date.now())
  let refusing = false
  const drop = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  const handler = new RPCHandler<Manners>(galleryRouter)
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has('signalbox') ? 'signalbox' : false) })
  const server = createServer((request, response) => {
    if (request.url === '/ticket') {
      giveTicket(request, response, refusing)
      return
    }
    readPage(pageFolder, request.url ?? '/').then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type, 'cache-control': type.startsWith('text/html') ? 'no-store' : FOR_EVER }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const scenario = /ticket\.([a-z]+)/.exec(request.headers['sec-websocket-protocol'] ?? '')?.[1] ?? ''
    const context = mannersFor(scenario, older)
    if (request.url !== '/rpc' || context === null || refusing) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    return sockets.handleUpgrade(request, socket, head, (accepted) => void handler.upgrade(accepted, { context }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const refuse = (wanted: boolean) => {
    refusing = wanted
    if (wanted) drop()
  }
  return { url: addressOf(server), drop, refuse, stop: () => stop(server, drop) }
}

/** A new world for each page: its live run began a moment ago. */
function mannersFor(scenario: string, older: readonly Run[]): Manners | null {
  const answers = ANSWERS.get(scenario)
  if (answers === undefined) return null
  const world = createWorld({ now: Date.now(), empty: scenario === 'empty', ailing: scenario === 'ailing', older })
  return { world: scenario === 'broken' ? onlyFailures(world) : world, scenario, answers }
}

const ANSWERS: ReadonlyMap<string, Manners['answers']> = new Map([
  ['full', 'at once'],
  ['empty', 'at once'],
  ['ailing', 'at once'],
  ['costless', 'at once'],
  ['broken', 'at once'],
  ['slow', 'never'],
  ['failing', 'fails'],
  ['starting', 'not even that it is there'],
])

/** Here the token is its own ticket. Whoever refuses does not answer at all, as a server that is gone. */
function giveTicket(request: IncomingMessage, response: ServerResponse, refusing: boolean): void {
  const scenario = /^Bearer ([a-z]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (refusing || !ANSWERS.has(scenario)) response.destroy()
  else response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ ticket: scenario }))
}

async function readPage(folder: string, url: string): Promise<Answer> {
  const { pathname } = new URL(url, 'http://gallery')
  if (pathname === '/axe.js') return { type: 'text/javascript', body: await readFile(AXE) }
  const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname))
  if (!file.startsWith(folder + sep)) throw new Error('outside the page')
  return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: await readFile(file) }
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gallery has no port')
  return `http://127.0.0.1:${address.port}`
}

async function stop(server: Server, drop: () => void): Promise<void> {
  drop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
