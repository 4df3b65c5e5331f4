import { createHash } from 'node:crypto'
import { EngineError } from '../../core/shared/engine-error'
import { openForReading } from './open-inside'

/** Larger files are read by a command of their own, not through the engine's memory. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024

/** The whole content of a file that `resolveInside` found. */
export async function readWhole(real: string, signal: AbortSignal, maxBytes = MAX_FILE_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunksOf(real, signal, maxBytes)) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(real, bytes, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export interface FileHash {
  readonly sha256: string
  readonly bytes: number
}

/** Of a file of any size. */
export async function hashFile(real: string, signal: AbortSignal): Promise<FileHash> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of chunksOf(real, signal, Number.POSITIVE_INFINITY)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Pieces of a file, each valid until the next is asked for or longer. */
export async function* chunksOf(real: string, signal: AbortSignal, maxBytes: number): AsyncGenerator<Buffer> {
  signal.throwIfAborted()
  const { handle, bytes } = await openForReading(real)
  try {
    if (bytes > maxBytes) throw tooLarge(real, bytes, maxBytes)
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

function tooLarge(real: string, bytes: number, maxBytes: number): EngineError {
  return new EngineError('file_too_large', `Couldn't read ${real}: it has ${bytes} bytes, and ${maxBytes} is the most here.`, {
    details: { bytes, max_bytes: maxBytes },
  })
}
