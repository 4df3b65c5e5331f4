import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

export interface Content {
  readonly sha256: string
  readonly bytes: number
}

/** What a file holds; null when there is none. Throws what the system says of one that cannot be read. */
export async function contentOf(path: string): Promise<Content | null> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      if (!(piece instanceof Uint8Array)) continue
      hash.update(piece)
      bytes += piece.byteLength
    }
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
  return { sha256: hash.digest('hex'), bytes }
}

export const errnoOf = (thrown: unknown): string | null => (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null)
