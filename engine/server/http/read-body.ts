import type { IncomingMessage } from 'node:http'
import { EngineError } from '../../core/shared/engine-error'

/** The whole body. Throws `request_too_large` as soon as it is known to be longer than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const tooLarge = () => new EngineError('request_too_large', `The request is longer than ${limit} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const chunks: Buffer[] = []
  let length = 0
  // Left early, the stream would by itself end the connection, and the refusal would never arrive.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
