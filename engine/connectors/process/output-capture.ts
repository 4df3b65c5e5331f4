import { MAX_SECRET_LENGTH } from '../../contract/secret'

export interface Captured {
  readonly text: string
  /** All that was written, kept or not. */
  readonly bytes: number
  /** The middle is missing, and the text says so where. */
  readonly cut: boolean
}

/**
 * A secret that lies across the cut leaves half of itself, which nobody recognises. What lies whole on either side is masked
 * first, so that the half is all that can be left, and it is shorter than this: a secret whose every character is written
 * as `%41` is three times as long. A line break would be no safe place to cut at, since keys have several lines.
 */
const TORN_CHARACTERS = 4 * MAX_SECRET_LENGTH

/** Keeps the beginning and the end of a stream of any length in bounded memory. */
export class OutputCapture {
  readonly #headLimit: number
  readonly #tailLimit: number
  readonly #head: Buffer[] = []
  readonly #tail: Buffer[] = []
  #headBytes = 0
  #tailBytes = 0
  #bytes = 0

  readonly #mask: (text: string) => string
  readonly #torn: number

  /**
   * A quarter of the limit (bytes) goes to the beginning: errors tend to stand at the end. `mask` as in `StepContext`; where
   * the middle is missing, so many characters (`torn`) are dropped on both sides.
   */
  constructor(limit: number, mask: (text: string) => string, torn: number = TORN_CHARACTERS) {
    this.#mask = mask
    this.#torn = torn
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
    const [before, after] = [this.#mask(head.toString('utf8')), this.#mask(tail.toString('utf8'))]
    const end = wholeUpTo(before, Math.max(0, before.length - this.#torn))
    const start = wholeFrom(after, Math.min(after.length, this.#torn))
    const dropped = Buffer.byteLength(before.slice(end)) + Buffer.byteLength(after.slice(0, start))
    const text = `${before.slice(0, end)}\n… (${left + dropped} bytes left out) …\n${after.slice(start)}`
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

const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** A cut may fall inside a character of two UTF-16 units: then the whole of it goes. */
const wholeUpTo = (text: string, at: number): number => (at > 0 && isSecondHalf(text.charCodeAt(at)) ? at - 1 : at)
const wholeFrom = (text: string, at: number): number => (isSecondHalf(text.charCodeAt(at)) ? at + 1 : at)
