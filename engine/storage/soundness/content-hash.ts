import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

export interface Content {
  readonly sha256: string
  readonly bytes: number
}

const PIECE_BYTES = 128 * 1024

/** What a file holds; null when there is none. Throws what the system says of one that cannot be read. */
export async function contentOf(path: string): Promise<Content | null> {
  const file = await open(path, 'r').catch((thrown: unknown) => {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  })
  if (file === null) return null
  try {
    const hash = createHash('sha256')
    // One for all of it: a stream takes new memory for each piece, and many small files would keep the garbage collector busy.
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    let bytes = 0
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES)
      if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes }
      hash.update(piece.subarray(0, bytesRead))
      bytes += bytesRead
    }
  } finally {
    await file.close()
  }
}

export const errnoOf = (thrown: unknown): string | null => (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null)
