import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { link, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '../../core/shared/engine-error'
import { fsFailure } from './fs-failure'
import { checkSame } from './open-inside'
import type { FileHash } from './read-file'

/** overwrite: replaces what is there. append: adds to it. fail: refuses when something is there. */
export type WriteMode = 'overwrite' | 'append' | 'fail'

export type Content = AsyncIterable<Buffer> | Iterable<Buffer>

/**
 * Writes a file at a path that `resolveNewInside` gave, making its folders. Others see the old content or the whole new
 * one, never a part, and what was reported written survives a crash; only `append` works on the file itself.
 */
export async function writeFile(real: string, content: Content, mode: WriteMode, signal: AbortSignal): Promise<FileHash> {
  try {
    signal.throwIfAborted()
    await mkdir(dirname(real), { recursive: true })
    if ((await realpath(dirname(real))) !== dirname(real))
      throw new EngineError('path_outside_root', `Couldn't write ${real}: its folder was exchanged meanwhile.`)
    return await (mode === 'append' ? append(real, content, signal) : replace(real, content, mode, signal))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw fsFailure(error, 'write', `write ${real}`)
  }
}

async function replace(real: string, content: Content, mode: 'overwrite' | 'fail', signal: AbortSignal): Promise<FileHash> {
  const found = await stat(real).catch(() => null)
  if (found?.isDirectory() === true) throw new EngineError('file_unwritable', `Couldn't write ${real}: it is a folder.`)
  if (found !== null && mode === 'fail') throw alreadyThere(real)
  const draft = join(dirname(real), `.${basename(real).slice(0, 100)}.${randomUUID()}.part`)
  try {
    const handle = await open(draft, 'wx', found === null ? 0o666 : found.mode & 0o777)
    const written = await fill(handle, content, signal)
    if (mode === 'overwrite') await rename(draft, real)
    else await publishNew(draft, real)
    await syncFolder(dirname(real))
    return written
  } finally {
    await rm(draft, { force: true })
  }
}

/** A link, unlike a rename, does not replace a file that someone made meanwhile. */
async function publishNew(draft: string, real: string): Promise<void> {
  try {
    await link(draft, real)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw alreadyThere(real)
    throw error
  }
}

async function append(real: string, content: Content, signal: AbortSignal): Promise<FileHash> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const handle = await open(real, flags, 0o666)
  await checkSame(handle, real).catch(async (error: unknown) => {
    await handle.close()
    throw error
  })
  return fill(handle, content, signal)
}

/** Writes everything, makes it durable, and closes the handle in any case. */
async function fill(handle: FileHandle, content: Content, signal: AbortSignal): Promise<FileHash> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of content) {
      signal.throwIfAborted()
      await handle.writeFile(chunk)
      hash.update(chunk)
      bytes += chunk.length
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Makes the new name durable. Windows does not open folders, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const alreadyThere = (real: string): EngineError => new EngineError('file_exists', `Couldn't write ${real}: it is there already, and the mode is "fail".`)
