import { createHash } from 'node:crypto'
import aws4 from 'aws4'
import type { Egress, EgressReply } from '../egress/egress'

/** Where an S3 store is, and whose name requests are signed in. */
export interface S3Account {
  /** `https://s3.eu-central-1.amazonaws.com`, `http://minio.local:9000`. */
  readonly endpoint: string
  readonly region: string
  /** The bucket stands in the path rather than in the name of the host. */
  readonly pathStyle: boolean
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly bucket: string
  /** Empty for the bucket itself. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly maxBytes: number
  readonly signal: AbortSignal
}

const IDLE_MS = 60_000

/** Signs a request (Signature Version 4, its body included) and sends it by the one way out. Redirects are given back: a signature holds for one host. */
export function sendSigned(egress: Egress, account: S3Account, request: S3Request, now: number): Promise<EgressReply> {
  const url = addressOf(account, request)
  const { method, body, maxBytes, signal } = request
  return egress.request({
    method,
    url: url.href,
    headers: { ...signedHeaders(url, account, request, now), 'accept-encoding': 'identity' },
    ...(body !== undefined && { body }),
    maxBytes,
    idleMs: IDLE_MS,
    signal,
  })
}

function addressOf({ endpoint, pathStyle }: S3Account, { bucket, key, query = {} }: S3Request): URL {
  const url = new URL(endpoint)
  const base = url.pathname.replace(/\/$/, '')
  const path = key.split('/').map(encoded).join('/')
  if (!pathStyle) url.hostname = `${bucket}.${url.hostname}`
  url.pathname = pathStyle ? `${base}/${bucket}${key === '' ? '' : `/${path}`}` : `${base}/${path}`
  url.search = Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&')
  return url
}

/** As the signature wants it: everything but letters, digits and `-._~`. */
const encoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function signedHeaders(
  url: URL,
  { region, accessKeyId, secretAccessKey, sessionToken }: S3Account,
  { method, headers = {}, body }: S3Request,
  now: number,
): Record<string, string> {
  const hash = createHash('sha256')
    .update(body ?? '')
    .digest('hex')
  const date = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const request = {
    service: 's3',
    region,
    method,
    host: url.host,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, 'x-amz-content-sha256': hash, 'x-amz-date': date },
  }
  const signed = aws4.sign(request, { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) })
  // The one way out names the host itself, and the same one.
  return Object.fromEntries(
    Object.entries(signed.headers ?? {}).flatMap(([name, value]) => (name.toLowerCase() === 'host' || value === undefined ? [] : [[name, String(value)]])),
  )
}
