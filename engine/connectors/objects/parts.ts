/** S3 takes no smaller parts than 5 MiB, but the last, and 10,000 of them. */
export const PART_BYTES = 8 * 1024 * 1024

/** Pieces of any size as parts of one size; the last may be smaller. One part is in memory at a time. */
export async function* inParts(pieces: AsyncIterable<Uint8Array>, size = PART_BYTES): AsyncGenerator<Uint8Array, void> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    while (length >= size) {
      const all = Buffer.concat(waiting)
      yield all.subarray(0, size)
      waiting = [all.subarray(size)]
      length -= size
    }
  }
  if (length > 0) yield Buffer.concat(waiting)
}
