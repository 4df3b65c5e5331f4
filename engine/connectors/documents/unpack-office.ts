import { Readable } from 'node:stream'
import JSZip from 'jszip'

/** What a document of an office program may hold, unpacked. */
export interface UnpackLimits {
  readonly entries: number
  /** Of all parts that are text, together; counted as they come, whatever the archive says of itself. */
  readonly bytes: number
}

/** In words that follow `Couldn't read …: `. */
export class UnpackRefusal extends Error {}

const PARTS_OF_TEXT = /\.(?:xml|rels)$/i

/**
 * The parts of an archive that are text, packed anew without compression. Whoever reads these bytes cannot be made to unpack
 * more than the limits: a few KB of an archive may stand for gigabytes, and may lie about it. Throws `UnpackRefusal`.
 */
export async function unpackOffice(bytes: Uint8Array, limits: UnpackLimits): Promise<Buffer> {
  const archive = await open(bytes)
  const entries = Object.values(archive.files).filter((entry) => !entry.dir && PARTS_OF_TEXT.test(entry.name))
  if (entries.length > limits.entries) throw new UnpackRefusal(`it has more than ${limits.entries} parts`)
  const plain = new JSZip()
  let left = limits.bytes
  for (const entry of entries) {
    const content = await unpack(entry, left)
    if (content === null) throw new UnpackRefusal(`its text unpacks to more than ${Math.round(limits.bytes / 1024 / 1024)} MiB`)
    left -= content.length
    plain.file(entry.name, content)
  }
  return plain.generateAsync({ type: 'nodebuffer', compression: 'STORE' })
}

async function open(bytes: Uint8Array): Promise<JSZip> {
  try {
    return await JSZip.loadAsync(bytes)
  } catch (cause) {
    throw new UnpackRefusal('it is no archive, or a damaged one', { cause })
  }
}

/** Null when there is more of it than that. */
async function unpack(entry: JSZip.JSZipObject, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  const stream = new Readable().wrap(entry.nodeStream())
  try {
    for await (const chunk of stream) {
      const piece: unknown = chunk
      if (!Buffer.isBuffer(piece)) continue
      length += piece.length
      if (length > most) return null
      chunks.push(piece)
    }
  } catch (cause) {
    throw new UnpackRefusal(`its part ${entry.name} is damaged`, { cause })
  }
  return Buffer.concat(chunks)
}
