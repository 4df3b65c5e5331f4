import type { Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { MAX_PIPELINE_TEXT } from '../contract/api/pipelines'
import { EngineError } from '../core/shared/engine-error'

const REASONS: Readonly<Record<string, readonly ['file_not_found' | 'file_unreadable', string]>> = {
  ENOENT: ['file_not_found', 'there is no such file'],
  ENOTDIR: ['file_not_found', 'there is no such file'],
  EACCES: ['file_unreadable', 'you may not read it'],
}

/** UTF-8 has at most four for a character. */
const MOST_BYTES = MAX_PIPELINE_TEXT * 4

/** A text file that a person named. Throws `file_not_found`, `file_unreadable`, `file_too_large`. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBounded(path).catch((cause: unknown) => {
    throw cause instanceof EngineError ? cause : cannotRead(path, cause)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new EngineError('file_unreadable', `Couldn't read ${path}: it is not UTF-8 text.`, { cause })
  }
}

async function readBounded(path: string): Promise<Buffer> {
  // Before it is opened, which waits for ever for the other end of a pipe.
  const found = await stat(path)
  if (!found.isFile()) throw new EngineError('file_unreadable', `Couldn't read ${path}: it is ${kindOf(found)}.`)
  if (found.size > MOST_BYTES) throw tooLarge(path)
  const handle = await open(path, 'r')
  try {
    // Some say that they are empty, and others grow meanwhile.
    const bytes = Buffer.alloc(MOST_BYTES + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read) read = (await handle.read(bytes, length, bytes.length - length)).bytesRead
    if (length > MOST_BYTES) throw tooLarge(path)
    return bytes.subarray(0, length)
  } finally {
    await handle.close()
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder'
  if (found.isFIFO()) return 'a pipe'
  return found.isSocket() ? 'a socket' : 'a device'
}

const tooLarge = (path: string): EngineError => new EngineError('file_too_large', `${path} is too large: at most ${MAX_PIPELINE_TEXT} characters are read.`)

function cannotRead(path: string, cause: unknown): EngineError {
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const [code, reason] = REASONS[systemCode] ?? ['file_unreadable', cause instanceof Error ? cause.message : String(cause)]
  return new EngineError(code, `Couldn't read ${path}: ${reason}.`, { cause })
}
