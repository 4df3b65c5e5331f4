/** Bytes given in one answer. */
export const TEXT_PART_BYTES = 256 * 1024

export interface TextPart {
  readonly text: string
  readonly bytes: number
  readonly nextOffset: number | null
}

/** A part of a UTF-8 text of `size` bytes from `offset` on, ended where a character ends, so that parts can be joined. */
export async function readText(size: number, offset: number, read: (buffer: Uint8Array, position: number) => Promise<number>): Promise<TextPart> {
  const buffer = Buffer.alloc(Math.max(0, Math.min(TEXT_PART_BYTES, size - offset)))
  const got = buffer.length === 0 ? 0 : await read(buffer, offset)
  const whole = offset + got < size ? wholeCharacters(buffer.subarray(0, got)) : got
  return { text: buffer.subarray(0, whole).toString('utf8'), bytes: size, nextOffset: offset + whole < size && whole > 0 ? offset + whole : null }
}

/** How many bytes remain when a character that is cut at the end is left out; at most three go. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
