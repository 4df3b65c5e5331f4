import { createHash } from 'node:crypto'
import { EngineError } from '../../core/shared/engine-error'
import { chunksOf, hashFile } from '../files/read-file'
import type { ObjectContent } from './object-store'

export function contentOfText(text: string): ObjectContent {
  const bytes = Buffer.from(text)
  return {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *read() {
      yield bytes
    },
  }
}

/** Of a file that `resolveInside` found. What is read is what was hashed, or reading throws. */
export async function contentOfFile(real: string, maxBytes: number, signal: AbortSignal): Promise<ObjectContent> {
  const { sha256, bytes } = await hashFile(real, signal)
  if (bytes > maxBytes)
    throw new EngineError('file_too_large', `Couldn't put ${real}: it has ${bytes} bytes, and ${maxBytes} is the most.`, {
      details: { bytes, max_bytes: maxBytes },
    })
  return { sha256, bytes, read: () => unchanged(real, { sha256, bytes }, signal) }
}

async function* unchanged(real: string, known: { readonly sha256: string; readonly bytes: number }, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const hash = createHash('sha256')
  let left = known.bytes
  for await (const chunk of chunksOf(real, signal, known.bytes)) {
    left -= chunk.length
    hash.update(chunk)
    // The last piece is held back until the whole is known to be right.
    if (left < 0 || (left === 0 && hash.copy().digest('hex') !== known.sha256)) break
    yield chunk
  }
  if (left !== 0 || hash.digest('hex') !== known.sha256) throw new EngineError('file_unreadable', `Couldn't put ${real}: it changed while it was being read.`)
}
