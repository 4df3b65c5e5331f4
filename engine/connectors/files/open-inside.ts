import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, realpath, stat } from 'node:fs/promises'
import { EngineError } from '../../core/shared/engine-error'
import { fsFailure } from './fs-failure'

/** Not on Windows, where links cannot be made without rights that few have. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0
/** Opening a pipe must not wait for its other end. */
const NO_WAIT = constants.O_NONBLOCK ?? 0

export interface OpenFile {
  readonly handle: FileHandle
  readonly bytes: number
}

/** Opens a file for reading that `resolveInside` found, and makes sure that it is still that file. Close the handle. */
export async function openForReading(real: string): Promise<OpenFile> {
  const handle = await open(real, constants.O_RDONLY | NO_FOLLOW | NO_WAIT).catch((error: unknown) => {
    throw fsFailure(error, 'read', `read ${real}`)
  })
  try {
    return { handle, bytes: await checkSame(handle, real) }
  } catch (error) {
    await handle.close()
    throw fsFailure(error, 'read', `read ${real}`)
  }
}

/** A folder on the way may have been exchanged for a link between the check of the path and the opening. */
export async function checkSame(handle: FileHandle, real: string): Promise<number> {
  const opened = await handle.stat()
  if (!opened.isFile()) throw new EngineError('file_unreadable', `Couldn't read ${real}: it is ${opened.isDirectory() ? 'a folder' : 'no ordinary file'}.`)
  const named = await stat(real)
  if ((await realpath(real)) !== real || named.ino !== opened.ino || named.dev !== opened.dev) {
    throw new EngineError('path_outside_root', `Couldn't read ${real}: it was exchanged while it was being opened.`)
  }
  return opened.size
}
