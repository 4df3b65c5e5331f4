import { errnoOf } from './content-hash.ts'
import { WorkFailure } from './messages.ts'

/** What the system or SQLite said, as a failure with a sentence about `place`. */
export function toWorkFailure(thrown: unknown, place: string): WorkFailure {
  if (thrown instanceof WorkFailure) return thrown
  const code = errnoOf(thrown) ?? ''
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  const options = { cause: thrown }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code.startsWith('SQLITE_FULL')) return new WorkFailure('storage_full', `The disk that holds ${place} is full. Nothing of it was left there; free some space, and ask again.`, options)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new WorkFailure('storage_busy', `Another process holds the database locked (${said}). Close what has it open, and ask again.`, options)
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return new WorkFailure('storage_corrupt', `The database is damaged (${said}), so no whole copy of it can be made. \`signalbox salvage\` copies what can be read.`, options)
  if (code === 'EEXIST') return new WorkFailure('file_exists', `There is something at ${place} already: ${said}.`, options)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new WorkFailure('file_unreadable', `Signalbox may not work with ${place}: ${said}.`, options)
  return new WorkFailure('storage_failed', `Couldn't finish with ${place}: ${said}.`, options)
}
