import { createHash } from 'node:crypto'
import { EngineError } from '../../core/shared/engine-error'
import type { ObjectHead } from './object-store'

/** The body as it comes; at its end it must be what the store says that it is. */
export async function* checkedBody(body: AsyncIterable<Uint8Array>, { key, bytes, sha256 }: ObjectHead): AsyncGenerator<Uint8Array, void> {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of body) {
    hash.update(chunk)
    length += chunk.length
    yield chunk
  }
  if (length !== bytes) throw damaged(key, `it has ${length} bytes instead of ${bytes}`)
  if (sha256 !== null && hash.digest('hex') !== sha256) throw damaged(key, 'its content is not the one that was put')
}

const damaged = (key: string, because: string): EngineError =>
  new EngineError('response_invalid', `The object ${JSON.stringify(key)} came damaged: ${because}.`)
