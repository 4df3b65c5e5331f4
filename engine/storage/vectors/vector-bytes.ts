/** Between vectors and the bytes of a column. Every machine that Signalbox runs on keeps numbers with the low byte first. */
export const toBytes = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)

export function fromBytes(bytes: Uint8Array): Float32Array {
  // A view of numbers begins at a multiple of their size.
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice()
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / Float32Array.BYTES_PER_ELEMENT)
}
