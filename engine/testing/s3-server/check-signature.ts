import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The key that a test server knows. */
export interface S3Key {
  readonly id: string
  readonly secret: string
  readonly region: string
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/**
 * What is wrong with the Signature Version 4 of a request, by the code of S3; null when it holds. Worked out here from what
 * came over the wire, without the library that signed it.
 */
export function signatureFault(request: IncomingMessage, body: Buffer, key: S3Key): string | null {
  const [, id, date = '', region = '', names = '', signature] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? []
  if (signature === undefined) return 'AccessDenied'
  if (id !== key.id) return 'InvalidAccessKeyId'
  if (region !== key.region) return 'AuthorizationHeaderMalformed'
  const signed = names.split(';')
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name))) return 'AccessDenied'
  if (request.headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  const moment = String(request.headers['x-amz-date'])
  if (!moment.startsWith(date)) return 'SignatureDoesNotMatch'
  const toSign = ['AWS4-HMAC-SHA256', moment, `${date}/${region}/s3/aws4_request`, sha256(canonical(request, signed))].join('\n')
  const signing = ['s3', 'aws4_request'].reduce((last, part) => hmac(last, part), hmac(hmac(`AWS4${key.secret}`, date), region))
  return hmac(signing, toSign).toString('hex') === signature ? null : 'SignatureDoesNotMatch'
}

function canonical(request: IncomingMessage, signed: readonly string[]): string {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.split('=').map((part) => encoded(decodeURIComponent(part))))
    .map(([name, value = '']) => `${name}=${value}`)
    .sort()
  const headers = signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
  const uri = path
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/')
  return [request.method, uri, pairs.join('&'), headers.join(''), signed.join(';'), request.headers['x-amz-content-sha256']].join('\n')
}

const encoded = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => (/[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`))
    .join('')
