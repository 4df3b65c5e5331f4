import type { ServerResponse } from 'node:http'
import type { Json } from '../../contract/json'
import { ERRORS } from '../../contract/errors'
import type { EngineError } from '../../core/shared/engine-error'
import type { StaticFile } from './static-files'

/**
 * What the page may do, with `frame-ancestors`, which its own copy of this policy cannot say. The editor, the dialogs and
 * the messages of the page write style elements when they are first used: hence `unsafe-inline` for these, and for nothing else.
 */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-elem 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Of every answer. */
export const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

const NOT_KEPT = { 'cache-control': 'no-store' }

type Headers = Readonly<Record<string, string | number>>

function send(response: ServerResponse, status: number, body: string | Buffer, headers: Headers): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-length': Buffer.byteLength(body), ...headers }).end(body)
}

export function sendFile(response: ServerResponse, { type, body, immutable }: StaticFile): void {
  send(response, 200, body, { 'content-type': type, ...(immutable ? { 'cache-control': 'public, max-age=31536000, immutable' } : NOT_KEPT) })
}

export function sendJson(response: ServerResponse, status: number, value: Json): void {
  send(response, status, JSON.stringify(value), { 'content-type': 'application/json', ...NOT_KEPT })
}

/** A refusal as RFC 9457 has it, with our code. */
export const problemOf = ({ code, message }: EngineError) => ({ type: 'about:blank', title: code, status: ERRORS[code].status, detail: message, code })

export const PROBLEM_TYPE = 'application/problem+json'

export function sendProblem(response: ServerResponse, error: EngineError): void {
  const problem = problemOf(error)
  send(response, problem.status, JSON.stringify(problem), { 'content-type': PROBLEM_TYPE, ...NOT_KEPT })
}
