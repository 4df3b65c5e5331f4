import { readFile } from 'node:fs/promises'
import { MAX_PIPELINE_TEXT } from '../contract/api/pipelines'
import { EngineError } from '../core/shared/engine-error'

const REASONS: Readonly<Record<string, readonly ['file_not_found' | 'file_unreadable', string]>> = {
  ENOENT: ['file_not_found', 'there is no such file'],
  ENOTDIR: ['file_not_found', 'there is no such file'],
  EISDIR: ['file_unreadable', 'it is a folder'],
  EACCES: ['file_unreadable', 'you may not read it'],
}

/** A text file that a person named. Throws `file_not_found`, `file_unreadable`, `file_too_large`. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw cannotRead(path, cause)
  })
  if (bytes.length > MAX_PIPELINE_TEXT * 4) throw new EngineError('file_too_large', `${path} is too large: at most ${MAX_PIPELINE_TEXT} characters are read.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new EngineError('file_unreadable', `Couldn't read ${path}: it is not UTF-8 text.`, { cause })
  }
}

function cannotRead(path: string, cause: unknown): EngineError {
  const systemCode = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const [code, reason] = REASONS[systemCode] ?? ['file_unreadable', cause instanceof Error ? cause.message : String(cause)]
  return new EngineError(code, `Couldn't read ${path}: ${reason}.`, { cause })
}
