import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { CallContext } from './context'
import { hostsOf, turnedAway, type Caller } from './http/gate'
import { OpenConnections } from './http/open-connections'
import { MOST_CALLS } from './http/held-socket'
import { readiness } from './http/readiness'
import { sendFile, sendJson, sendProblem } from './http/responses'
import { PULSE_MS, RpcSockets } from './http/rpc-sockets'
import type { StaticFiles } from './http/static-files'
import { ticketRoute } from './http/ticket-route'
import { Tickets } from './http/tickets'
import { tokenCheck } from './http/token-check'
import { asksForWebSocket, refuseUpgrade, ticketOf } from './http/upgrades'
import { engineStopping } from './middleware'

export interface HttpServerOptions {
  /** 0: any that is free. */
  readonly port: number
  readonly files: StaticFiles
  /** Whoever brings it may do everything. */
  readonly token: string
  readonly now: () => number
  /** How often a connection is asked whether it is still there (ms); only for tests. */
  readonly pulseMs?: number | undefined
  /** Only for tests. */
  readonly limits?: Partial<ConnectionLimits> | undefined
}

export interface ConnectionLimits {
  readonly connections: number
  /** Time without a byte taken or given (ms), of connections that are no WebSockets. */
  readonly idleMs: number
  readonly requestsPerConnection: number
  /** Calls and streams under way at once over one WebSocket. */
  readonly calls: number
}

export interface HttpServer {
  readonly port: number
  /** From here on there is an engine to ask. Before, the page is served, and told that the engine is starting. */
  attach(context: CallContext): void
  /** Ends every connection. */
  close(): Promise<void>
}

/** Loopback alone: what is asked from elsewhere never arrives. */
export const LISTENS_AT = '127.0.0.1'
/** Time for the head of a request, and for all of it (ms). Node looks for those that take longer as often as it is told to. */
const LIMITS = { headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 5000, connectionsCheckingInterval: 1000, maxHeaderSize: 16 * 1024 }
const CONNECTION_LIMITS: ConnectionLimits = { connections: 256, idleMs: 15_000, requestsPerConnection: 1000, calls: MOST_CALLS }

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
type Route = Readonly<Record<string, Handler>>

/**
 * The page and the contract for browsers and programs of this computer. Default deny: the gate comes first, then a list of
 * exact paths, and everything that tells or changes something asks for the token.
 * Throws `address_in_use`, and `request_invalid` for a port that may not be taken.
 */
export async function openHttpServer({ port, files, token, now, pulseMs = PULSE_MS, limits }: HttpServerOptions): Promise<HttpServer> {
  const { connections, idleMs, requestsPerConnection, calls } = { ...CONNECTION_LIMITS, ...limits }
  const isToken = tokenCheck(token)
  const tickets = new Tickets(now)
  const open = new OpenConnections(connections)
  const sockets = new RpcSockets(pulseMs, calls)
  let context: CallContext | null = null
  let hosts: ReadonlySet<string> = new Set()

  const engine = (): CallContext => {
    if (context === null) throw new EngineError('engine_unavailable', 'The engine is starting. Try again in a moment.')
    if (context.services.stopping.aborted) throw engineStopping()
    return context
  }
  const giveTicket = ticketRoute({ tickets, isToken, engine, now })
  const isReady = readiness(now)
  const own: ReadonlyMap<string, Route> = new Map<string, Route>([
    ['/health', reading((_request, response) => sendJson(response, 200, { status: 'healthy', timestamp: new Date(now()).toISOString() }))],
    ['/ready', reading((_request, response) => isReady(response, context))],
    ['/ticket', { POST: giveTicket }],
  ])

  function routeOf(path: string): Route {
    const file = files.get(path)
    const route = file === undefined ? own.get(path) : reading((_request, response) => sendFile(response, file))
    if (route === undefined) throw new EngineError('route_not_found', 'There is nothing at this address.')
    return route
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = callerOf(request)
    const refusal = turnedAway(caller, hosts)
    if (refusal !== null) throw refusal
    if (isToken(caller.headers.authorization)) open.know(request.socket)
    const route = routeOf(caller.path)
    const handle = Object.hasOwn(route, caller.method) ? route[caller.method] : undefined
    if (handle === undefined) {
      response.setHeader('allow', Object.keys(route).join(', '))
      throw new EngineError('method_not_allowed', `This address takes ${Object.keys(route).join(' and ')} only.`)
    }
    await handle(request, response)
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const caller = callerOf(request)
    const refusal = turnedAway(caller, hosts)
    if (refusal !== null) throw refusal
    if (caller.path !== '/rpc') throw new EngineError('route_not_found', 'Connections are taken at /rpc only.')
    const ticket = ticketOf(request)
    if (!isToken(request.headers.authorization) && (ticket === null || !tickets.redeem(ticket))) {
      throw new EngineError('unauthorized', 'The ticket is missing, was used before or has expired, and no token came instead.')
    }
    open.know(request.socket)
    if (sockets.isFull) throw new EngineError('too_many_requests', 'As many connections are open as this server takes. Close some.')
    sockets.accept(request, socket, head, engine())
  }

  const server = createServer({ ...LIMITS, shouldUpgradeCallback: asksForWebSocket }, (request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      if (response.headersSent) return response.destroy()
      // Closed while a body still comes, the refusal might be lost on its way.
      if (request.complete) response.setHeader('connection', 'close')
      return sendProblem(response, toEngineError(thrown))
    })
  })
  // Ends who does not read their answers, which no limit of a request does. A WebSocket has its pulse instead.
  server.timeout = idleMs
  server.maxRequestsPerSocket = requestsPerConnection
  server.on('connection', (socket) => open.add(socket))
  server.on('upgrade', (request, socket, head) => {
    // Whoever goes away while being refused is no matter of ours.
    socket.on('error', () => socket.destroy())
    try {
      upgrade(request, socket, head)
    } catch (thrown) {
      refuseUpgrade(socket, toEngineError(thrown))
    }
  })
  const taken = await listen(server, port).catch(async (thrown: unknown) => {
    await sockets.close()
    throw thrown
  })
  hosts = hostsOf(taken)
  return {
    port: taken,
    attach: (given) => {
      context = given
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await sockets.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const reading = (handler: Handler): Route => ({ GET: handler, HEAD: handler })

function callerOf({ method = '', url = '', headers, headersDistinct }: IncomingMessage): Caller {
  const query = url.indexOf('?')
  return { method, path: query < 0 ? url : url.slice(0, query), headers, hosts: headersDistinct['host'] ?? [] }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(port, cause)))
    server.listen({ host: LISTENS_AT, port, exclusive: true }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): EngineError {
  if (cause.code === 'EADDRINUSE') {
    return new EngineError(
      'address_in_use',
      `Port ${port} of ${LISTENS_AT} is in use by another program. Choose another with --port, or --port 0 for any that is free.`,
      { cause },
    )
  }
  if (cause.code === 'EACCES')
    return new EngineError('request_invalid', `The system does not let you listen on port ${port}. Choose one above 1023.`, { cause })
  return toEngineError(cause)
}
