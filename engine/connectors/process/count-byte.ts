const LOW_SEVEN_BITS = 0x7f7f7f7f
/** After so many words a count in eight bits could overflow. */
const MOST_AT_ONCE = 255

/** How often a byte stands in a chunk. Four at a time: a fifth of the work of looking at each, on the thread that does all work. */
export function countByte(chunk: Uint8Array, byte: number): number {
  // Up to where words of memory begin.
  const before = -chunk.byteOffset & 3
  if (chunk.length <= before) return countEach(chunk, byte)
  const words = new Int32Array(chunk.buffer, chunk.byteOffset + before, (chunk.length - before) >> 2)
  const after = before + words.length * 4
  return countEach(chunk.subarray(0, before), byte) + countInWords(words, byte * 0x01010101) + countEach(chunk.subarray(after), byte)
}

function countInWords(words: Int32Array, wanted: number): number {
  let count = 0
  for (let from = 0; from < words.length; from += MOST_AT_ONCE) {
    const to = Math.min(words.length, from + MOST_AT_ONCE)
    // Four counts of eight bits in one word.
    let counts = 0
    for (let at = from; at < to; at++) {
      const differs = (words[at] ?? 0) ^ wanted
      // The highest bit of each byte is set when any bit of it differs.
      const highest = ((differs & LOW_SEVEN_BITS) + LOW_SEVEN_BITS) | differs | LOW_SEVEN_BITS
      counts = (counts + (~highest >>> 7)) | 0
    }
    count += (counts & 255) + ((counts >>> 8) & 255) + ((counts >>> 16) & 255) + (counts >>> 24)
  }
  return count
}

function countEach(bytes: Uint8Array, wanted: number): number {
  let count = 0
  for (const byte of bytes) if (byte === wanted) count++
  return count
}
