export interface Captured {
  readonly text: string
  /** All that was written, kept or not. */
  readonly bytes: number
  /** The middle is missing, and the text says so where. */
  readonly cut: boolean
}

/** Keeps the beginning and the end of a stream of any length in bounded memory. */
export class OutputCapture {
  readonly #headLimit: number
  readonly #tailLimit: number
  readonly #head: Buffer[] = []
  readonly #tail: Buffer[] = []
  #headBytes = 0
  #tailBytes = 0
  #bytes = 0

  /** A quarter of the limit (bytes) goes to the beginning: errors tend to stand at the end. */
  constructor(limit: number) {
    this.#headLimit = Math.floor(limit / 4)
    this.#tailLimit = limit - this.#headLimit
  }

  write(chunk: Buffer): void {
    this.#bytes += chunk.length
    const forHead = chunk.subarray(0, this.#headLimit - this.#headBytes)
    if (forHead.length > 0) this.#head.push(forHead)
    this.#headBytes += forHead.length
    this.#writeTail(chunk.subarray(forHead.length))
  }

  end(): Captured {
    const head = Buffer.concat(this.#head)
    const tail = lastBytes(Buffer.concat(this.#tail), this.#tailLimit)
    const left = this.#bytes - head.length - tail.length
    if (left === 0) return { text: Buffer.concat([head, tail]).toString('utf8'), bytes: this.#bytes, cut: false }
    const text = `${withoutBrokenEnd(head).toString('utf8')}\n… (${left} bytes left out) …\n${withoutBrokenStart(tail).toString('utf8')}`
    return { text, bytes: this.#bytes, cut: true }
  }

  #writeTail(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#tail.push(chunk)
    this.#tailBytes += chunk.length
    for (let first = this.#tail[0]; first !== undefined && this.#tailBytes - first.length >= this.#tailLimit; first = this.#tail[0]) {
      this.#tail.shift()
      this.#tailBytes -= first.length
    }
  }
}

const lastBytes = (buffer: Buffer, count: number): Buffer => buffer.subarray(Math.max(0, buffer.length - count))

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** A cut may fall inside a character of UTF-8, which has four bytes at most. */
function withoutBrokenStart(buffer: Buffer): Buffer {
  let start = 0
  while (start < 3 && isContinuation(buffer[start])) start++
  return buffer.subarray(start)
}

function withoutBrokenEnd(buffer: Buffer): Buffer {
  let lead = buffer.length - 1
  while (lead > buffer.length - 4 && isContinuation(buffer[lead])) lead--
  const byte = buffer[lead]
  if (byte === undefined || byte < 0xc0) return buffer
  const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
  return lead + length > buffer.length ? buffer.subarray(0, lead) : buffer
}
