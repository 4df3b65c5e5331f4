import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { EngineError } from '../../core/shared/engine-error'
import type { Artifacts } from '../../ports/artifacts'

const UNFINISHED = 'unfinished'
const HASHED_AT_ONCE = 1024 * 1024
const SHA256 = /^[0-9a-f]{64}$/

/** Artifacts as files of a folder, `ab/cdef…` by their SHA-256; written aside and renamed, so that each is whole or absent. */
export class FolderArtifacts implements Artifacts {
  readonly #folder: string
  readonly #since: number
  /** The last of what is done with each: it is not put while it is being removed. */
  readonly #turns = new Map<string, Promise<unknown>>()

  /** What was put before `since` (epoch ms) is never removed: the rows that refer to it are another database's. */
  constructor(folder: string, since = 0) {
    this.#folder = folder
    this.#since = since
  }

  /** Removes what a killed process left half written. */
  async sweep(): Promise<void> {
    const unfinished = join(this.#folder, UNFINISHED)
    await mkdir(unfinished, { recursive: true })
    for (const name of await readdir(unfinished)) await rm(join(unfinished, name), { force: true })
  }

  async put(content: Uint8Array | Iterable<Uint8Array>): Promise<{ sha256: string; bytes: number }> {
    const pieces = content instanceof Uint8Array ? [content] : content
    const { sha256, bytes } = await digestOf(pieces)
    await this.#inTurn(sha256, () => this.#write(sha256, pieces, bytes))
    return { sha256, bytes }
  }

  async remove(sha256: string, putBefore: number): Promise<void> {
    await this.#inTurn(sha256, async () => {
      const path = this.#path(sha256)
      const at = await putAt(path)
      if (at >= this.#since && at < putBefore) await rm(path, { force: true })
    })
  }

  async *all(): AsyncIterable<readonly string[]> {
    for (const start of await foldersIn(this.#folder)) {
      const names = await readdir(join(this.#folder, start))
      yield names.map((name) => `${start}${name}`).filter((sha256) => SHA256.test(sha256))
    }
  }

  async #inTurn(sha256: string, work: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(sha256) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#turns.set(sha256, mine)
    try {
      await mine
    } finally {
      if (this.#turns.get(sha256) === mine) this.#turns.delete(sha256)
    }
  }

  async #write(sha256: string, pieces: Iterable<Uint8Array>, bytes: number): Promise<void> {
    const target = this.#path(sha256)
    if (await isWhole(target, bytes)) {
      // Put again: whoever collects what nobody holds leaves alone what came lately.
      const now = new Date()
      await utimes(target, now, now)
      return
    }
    const aside = join(this.#folder, UNFINISHED, `${sha256}-${randomUUID()}`)
    try {
      await writeDurably(aside, pieces)
      await mkdir(dirname(target), { recursive: true })
      await rename(aside, target)
      await syncFolder(dirname(target))
    } catch (cause) {
      await rm(aside, { force: true })
      throw storageError(cause, this.#folder, 'write into')
    }
  }

  async read(sha256: string, range?: { offset: number; limit: number }): Promise<{ data: Uint8Array; bytes: number }> {
    const handle = await this.#open(sha256)
    try {
      const { size } = await handle.stat()
      const offset = Math.min(range?.offset ?? 0, size)
      const buffer = Buffer.alloc(Math.min(range?.limit ?? size, size - offset))
      let got = 0
      while (got < buffer.length) {
        const { bytesRead } = await handle.read(buffer, got, buffer.length - got, offset + got)
        if (bytesRead === 0) break
        got += bytesRead
      }
      return { data: buffer.subarray(0, got), bytes: size }
    } finally {
      await handle.close()
    }
  }

  async #open(sha256: string) {
    try {
      return await open(this.#path(sha256), 'r')
    } catch (cause) {
      if (!isMissing(cause)) throw storageError(cause, this.#folder, 'read')
      throw new EngineError('artifact_not_found', `The content ${sha256.slice(0, 12)}… is not in the data folder any more.`, { cause })
    }
  }

  #path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256.slice(2))
  }
}

async function isWhole(path: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === bytes
  } catch {
    // Not there yet: the common case.
    return false
  }
}

/** Others get the thread now and then: a large value takes a while. */
async function digestOf(pieces: Iterable<Uint8Array>): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  let last = 0
  for (const piece of pieces) {
    hash.update(piece)
    bytes += piece.byteLength
    if (bytes - last < HASHED_AT_ONCE) continue
    last = bytes
    await setImmediate()
  }
  return { sha256: hash.digest('hex'), bytes }
}

async function writeDurably(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(pieces)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Epoch ms; later than everything when it is not there. */
async function putAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs
  } catch (cause) {
    if (isMissing(cause)) return Number.POSITIVE_INFINITY
    throw cause
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() && entry.name !== UNFINISHED ? [entry.name] : []))
}

/** A rename is durable once its folder is; Windows neither can nor must. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

function storageError(cause: unknown, folder: string, what: 'read' | 'write into'): EngineError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'ENOSPC' || code === 'EDQUOT') return new EngineError('storage_full', `The disk that holds ${folder} is full. Free some space; work goes on by itself.`, { cause })
  return new EngineError('storage_failed', `Couldn't ${what} ${folder} (${String(code)}).`, { cause })
}
