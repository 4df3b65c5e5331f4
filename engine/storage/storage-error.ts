import { EngineError } from '../core/shared/engine-error'

/** What the database threw, as one of our codes with a sentence; anything that is not from the database stays as it is. */
export function toStorageError(thrown: unknown, databasePath: string): unknown {
  const code = sqliteCode(thrown)
  if (code === null) return thrown
  const options = { cause: thrown, details: { sqlite: code } }
  // The file that connections share beside a log has a size of its own, which is asked for when the first of them opens it.
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE') return new EngineError('storage_full', `The disk that holds ${databasePath} is full. Free some space; work goes on by itself.`, options)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new EngineError('storage_busy', `Another process holds the database ${databasePath} locked. Close what has it open.`, options)
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return new EngineError('storage_corrupt', `The database ${databasePath} is damaged. It was left as it is; restore a backup in its place, or move it away to start empty.`, options)
  if (code.startsWith('SQLITE_CONSTRAINT')) return thrown
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM'))
    return new EngineError('data_folder_unusable', `The database ${databasePath} cannot be written. Check the permissions of the file and its folder.`, options)
  return new EngineError('storage_failed', `The disk that holds ${databasePath} refused to write or read (${code}). Nothing that was confirmed is lost.`, options)
}

function sqliteCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null
  return thrown.code.startsWith('SQLITE_') ? thrown.code : null
}
