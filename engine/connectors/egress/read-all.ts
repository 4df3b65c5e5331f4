/** All of a body; what reading it throws is thrown. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** As much of a body as comes within a limit, as text: for words about a failure, which itself is known already. */
export async function readSome(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= maxBytes) break
    }
  } catch {
    // What came until then must do.
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString()
}
