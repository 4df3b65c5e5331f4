import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { STATUS_CODES } from 'node:http'
import type { EngineError } from '../../core/shared/engine-error'
import { PROBLEM_TYPE, problemOf, SECURITY_HEADERS } from './responses'
import { SUBPROTOCOL } from './rpc-sockets'

const TICKET = 'ticket.'

/** The ticket among the subprotocols that a browser offers. */
export function ticketOf({ headers }: IncomingMessage): string | null {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const ticket = offered.find((name) => name.startsWith(TICKET))
  return ticket === undefined || !offered.includes(SUBPROTOCOL) ? null : ticket.slice(TICKET.length)
}

/** Anything else that is offered (`curl --http2` offers h2c) may be passed over, and the request answered as it stands. */
export const asksForWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket'

/** There is no response object yet: the refusal is written as it goes over the wire. */
export function refuseUpgrade(socket: Duplex, error: EngineError): void {
  const problem = problemOf(error)
  const body = JSON.stringify(problem)
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
  }
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ]
  // It need not wait for the other side to close, too.
  socket.once('finish', () => socket.destroy())
  socket.end(lines.join('\r\n'))
}
