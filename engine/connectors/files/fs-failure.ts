import type { ErrorCode } from '../../contract/errors'
import { EngineError } from '../../core/shared/engine-error'

type Purpose = 'read' | 'write'

interface Reason {
  readonly code: ErrorCode
  readonly because: string
}

const REASONS: Readonly<Record<string, Readonly<Record<Purpose, Reason>>>> = {
  ENOENT: both({ code: 'file_not_found', because: 'there is no such file or folder' }),
  ENOTDIR: both({ code: 'file_not_found', because: 'a part of the path is a file, not a folder' }),
  EACCES: denied('the system does not allow it'),
  EPERM: denied('the system does not allow it'),
  EROFS: denied('the disk can only be read'),
  EISDIR: denied('it is a folder'),
  ELOOP: both({ code: 'path_outside_root', because: 'it is a link' }),
  EEXIST: both({ code: 'file_exists', because: 'it is there already' }),
  ENAMETOOLONG: both({ code: 'step_config_invalid', because: 'the name is longer than the system allows' }),
  ENOSPC: both({ code: 'storage_full', because: 'the disk is full' }),
  EDQUOT: both({ code: 'storage_full', because: 'the disk quota is used up' }),
  EFBIG: both({ code: 'file_too_large', because: 'the system does not allow files as large' }),
}

function both(reason: Reason): Readonly<Record<Purpose, Reason>> {
  return { read: reason, write: reason }
}

function denied(because: string): Readonly<Record<Purpose, Reason>> {
  return { read: { code: 'file_unreadable', because }, write: { code: 'file_unwritable', because } }
}

/** What the file system said, as an error for people. `doing` completes `Couldn't …`: `read notes.txt in /data`. */
export function fsFailure(thrown: unknown, purpose: Purpose, doing: string): EngineError {
  if (thrown instanceof EngineError) return thrown
  const errno = thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const reason = Object.hasOwn(REASONS, errno) ? REASONS[errno]?.[purpose] : undefined
  if (reason !== undefined) return new EngineError(reason.code, `Couldn't ${doing}: ${reason.because}.`, { cause: thrown })
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new EngineError('storage_failed', `Couldn't ${doing}: ${message}.`, { cause: thrown })
}
