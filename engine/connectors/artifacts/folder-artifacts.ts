import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import type { Artifacts } from '../../ports/artifacts'

const UNFINISHED = 'unfinished'

/** Artifacts as files of a folder, `ab/cdef…` by their SHA-256; written aside and renamed, so that each is whole or absent. */
export class FolderArtifacts implements Artifacts {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Removes what a killed process left half written. */
  async sweep(): Promise<void> {
    const unfinished = join(this.#folder, UNFINISHED)
    await mkdir(unfinished, { recursive: true })
    for (const name of await readdir(unfinished)) await rm(join(unfinished, name), { force: true })
  }

  async put(bytes: Uint8Array): Promise<{ sha256: string; bytes: number }> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const target = this.#path(sha256)
    const kept = { sha256, bytes: bytes.byteLength }
    if (await isWhole(target, bytes.byteLength)) return kept
    const aside = join(this.#folder, UNFINISHED, `${sha256}-${randomUUID()}`)
    try {
      await writeDurably(aside, bytes)
      await mkdir(dirname(target), { recursive: true })
      await rename(aside, target)
      await syncFolder(dirname(target))
    } catch (cause) {
      await rm(aside, { force: true })
      throw storageError(cause, this.#folder, 'write into')
    }
    return kept
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

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
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
