import type { IncomingMessage } from 'node:http'
import { finished, pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { EngineError } from '../../core/shared/engine-error'
import { networkFailure } from './network-failure'

export interface BodyLimits {
  /** Of what it unpacks to. */
  readonly maxBytes: number
  /** For sentences. */
  readonly host: string
  /** Why the exchange was ended, when it was. */
  failure(): Error | null
}

/**
 * The content of a response as it arrives, unpacked. Throws `response_too_large` at the limit, `response_invalid` for what
 * does not unpack, and whatever ended the exchange. The connection is closed when the reading ends, however it ends.
 */
export async function* readBody(response: IncomingMessage, { maxBytes, host, failure }: BodyLimits): AsyncGenerator<Uint8Array, void> {
  let bytes = 0
  try {
    if (Number(response.headers['content-length'] ?? 0) > maxBytes && encodingOf(response) === '') throw tooLarge(host, maxBytes)
    for await (const chunk of await unpacked(response, host)) {
      const piece: unknown = chunk
      if (!(piece instanceof Uint8Array)) continue
      bytes += piece.length
      if (bytes > maxBytes) throw tooLarge(host, maxBytes)
      yield piece
    }
  } catch (thrown) {
    throw failure() ?? bodyFailure(thrown, host)
  } finally {
    response.destroy()
  }
}

const encodingOf = (response: IncomingMessage): string => (response.headers['content-encoding'] ?? '').trim().toLowerCase().replace('identity', '')

async function unpacked(response: IncomingMessage, host: string): Promise<Readable> {
  const encoding = encodingOf(response)
  if (encoding === '' || hasNoContent(response)) return response
  const unpack = UNPACK.get(encoding)
  if (unpack === undefined) throw new EngineError('response_invalid', `${host} sent content packed as ${encoding.slice(0, 50)}, which nobody asked for.`)
  // Nothing at all is packed in no way: no unpacker would take it.
  if (!(await hasContent(response))) return response
  // What goes wrong on the way in comes out at the end, where it is read.
  return pipeline(response, unpack(response), () => undefined)
}

const hasNoContent = ({ statusCode, req }: IncomingMessage & { readonly req?: { readonly method?: string } }): boolean =>
  statusCode === 204 || statusCode === 304 || req?.method === 'HEAD'

/** Waits for the first byte. Settles with the exchange, too: an empty body ends without ever being readable. */
function hasContent(response: IncomingMessage): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onReadable = (): void => {
      stop()
      resolve(response.readableLength > 0)
    }
    const unwatch = finished(response, (failed) => {
      stop()
      if (failed) reject(failed)
      else resolve(false)
    })
    const stop = (): void => {
      unwatch()
      response.off('readable', onReadable)
    }
    response.on('readable', onReadable)
  })
}

const UNPACK: ReadonlyMap<string, (response: IncomingMessage) => Transform> = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  ['deflate', inflate],
])

/** With the header of zlib, as it should be, or bare, as some send it: the first byte tells, which must be there by now. */
function inflate(response: IncomingMessage): Transform {
  const head: unknown = response.read(1)
  if (head instanceof Uint8Array) response.unshift(head)
  return head instanceof Uint8Array && ((head[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()
}

const bodyFailure = (thrown: unknown, host: string): Error =>
  isUnpacking(thrown)
    ? new EngineError('response_invalid', `What ${host} sent could not be unpacked: it is damaged.`, { cause: thrown })
    : networkFailure(thrown, host)

const isUnpacking = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && /^(?:Z_|ERR__ERROR_)/.test(thrown.code)

function tooLarge(host: string, maxBytes: number): EngineError {
  const most = maxBytes >= 1024 * 1024 ? `${Math.round(maxBytes / 1024 / 1024)} MiB` : `${maxBytes} bytes`
  return new EngineError('response_too_large', `The reply of ${host} is larger than ${most}, the most that was allowed.`)
}
