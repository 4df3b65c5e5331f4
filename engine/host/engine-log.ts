import { type FileHandle, open, rename } from 'node:fs/promises'
import { toEngineError } from '../core/shared/engine-error'
import { lineLogger } from './system'

/** Bytes of one file; there is one before it, `….1`. */
const MOST_BYTES = 5 * 1024 * 1024
/** For its owner alone. */
const MODE = 0o600
/** Characters that wait for a slow disk; what comes on top is counted, not kept. */
const MOST_WAITING = 1024 * 1024

/**
 * The engine's own log as a file of bounded size, for its owner alone. Whoever writes is never kept waiting and never
 * hears of an error: lines that the disk does not take are left out, and the file says how many.
 */
export class EngineLog {
  readonly #file: string
  readonly #mostBytes: number
  #waiting: string[] = []
  #characters = 0
  #lost = 0
  #lostBecause = ''
  #writing: Promise<void> | null = null
  /** The last line is this one's, and whole. */
  #isWhole = false

  constructor(file: string, mostBytes = MOST_BYTES) {
    this.#file = file
    this.#mostBytes = mostBytes
  }

  /** Takes a line with its end. */
  readonly write = (line: string): void => {
    if (this.#characters + line.length > MOST_WAITING) {
      this.#lose(1, 'they came faster than the disk takes them')
      return
    }
    this.#waiting.push(line)
    this.#characters += line.length
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = null))
  }

  /** What was written is on its way to the disk, as far as it takes it. */
  async close(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      this.#waiting = []
      this.#characters = 0
      const lost = this.#lost
      try {
        await this.#append((lost === 0 ? '' : this.#lossLine()) + lines.join(''))
        this.#lost -= lost
      } catch (thrown) {
        this.#lose(lines.length, toEngineError(thrown).message)
      }
    }
  }

  /** In one go and to the end of what is there: a process that dies leaves whole lines, or one torn at the very end. */
  async #append(text: string): Promise<void> {
    const file = await open(this.#file, 'a+', MODE)
    try {
      const { size } = await file.stat()
      if (size === 0 || size + Buffer.byteLength(text) <= this.#mostBytes) {
        const isTorn = size > 0 && !this.#isWhole && (await byteAt(file, size - 1)) !== NEWLINE
        this.#isWhole = false
        await file.appendFile(isTorn ? `\n${text}` : text)
        this.#isWhole = true
        return
      }
    } finally {
      await file.close()
    }
    await rename(this.#file, `${this.#file}.1`)
    await this.#append(text)
  }

  #lose(count: number, because: string): void {
    this.#lost += count
    this.#lostBecause = because
  }

  #lossLine(): string {
    let line = ''
    lineLogger((text) => (line = text)).warn('lines of this log were lost', { count: this.#lost, reason: this.#lostBecause })
    return line
  }
}

const NEWLINE = 0x0a

async function byteAt(file: FileHandle, place: number): Promise<number | undefined> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, place)
  return buffer[0]
}
