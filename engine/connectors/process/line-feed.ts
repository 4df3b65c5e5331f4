import { cutNote } from '../../core/secrets/cut-line'
import { MAX_LOG_LINE } from '../../contract/log'

const NEWLINE = 0x0a
const NUL = /\0/g

export interface LineLimits {
  /** Lines of one stream; what comes later is counted only. */
  readonly lines: number
  /** Bytes of all lines of one stream. */
  readonly bytes: number
}

export const LOG_LIMITS: LineLimits = { lines: 10_000, bytes: 4 * 1024 * 1024 }

/** Cuts a stream of bytes into lines for the log, in bounded memory, and says what was left out. */
export class LineFeed {
  readonly #onLine: (line: string) => void
  readonly #limits: LineLimits
  /** The beginning of the line that has not ended yet, as far as it will be shown. */
  #parts: Buffer[] = []
  #partBytes = 0
  /** Bytes of that line in all. */
  #lineBytes = 0
  #lines = 0
  #bytes = 0
  #leftOut = 0

  constructor(onLine: (line: string) => void, limits: LineLimits = LOG_LIMITS) {
    this.#onLine = onLine
    this.#limits = limits
  }

  write(chunk: Buffer): void {
    let from = 0
    if (this.#isFull()) return this.#count(chunk)
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#extend(chunk.subarray(from, at))
      this.#finishLine()
      from = at + 1
    }
    this.#extend(chunk.subarray(from))
  }

  /** Gives out a last line without a newline. Returns how many lines were left out. */
  end(): number {
    if (this.#lineBytes > 0) this.#finishLine()
    return this.#leftOut
  }

  #isFull(): boolean {
    return this.#lines >= this.#limits.lines || this.#bytes >= this.#limits.bytes
  }

  /** A flood of short lines is the usual one: nothing is made of each any more. */
  #count(chunk: Buffer): void {
    // By place and into a variable: a fifth of the time of walking through it and counting in the object, on the thread that does all work.
    let ended = 0
    for (let at = 0; at < chunk.length; at++) if (chunk[at] === NEWLINE) ended++
    this.#leftOut += ended
    this.#lineBytes = chunk.length - 1 - chunk.lastIndexOf(NEWLINE)
  }

  #extend(bytes: Buffer): void {
    this.#lineBytes += bytes.length
    const kept = bytes.subarray(0, Math.max(0, MAX_LOG_LINE - this.#partBytes))
    if (kept.length === 0) return
    this.#partBytes += kept.length
    this.#parts.push(kept)
  }

  #finishLine(): void {
    if (this.#isFull()) this.#leftOut++
    else this.#onLine(this.#text())
    this.#lines++
    this.#bytes += this.#partBytes
    this.#parts = []
    this.#partBytes = 0
    this.#lineBytes = 0
  }

  #text(): string {
    const text = Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '').replace(NUL, '␀')
    return this.#lineBytes > this.#partBytes ? text + cutNote(this.#lineBytes) : text
  }
}
