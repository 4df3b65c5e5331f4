import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { EngineError } from '../../core/shared/engine-error'
import { checkPagesQuickly } from './check-database'
import { errnoOf } from './content-hash'
import { readWal } from './read-wal'

const HEAD = 'SQLite format 3\0'

/** What is only there after an engine has worked in a folder. */
const SIGNS_OF_WORK = ['engine.log', 'vault.key', 'examples.json'] as const

/**
 * A look at the files before SQLite opens them, which would take an empty file for a new database and write into it.
 * Throws `storage_corrupt`, and `data_folder_unusable` for what may not be read; nothing is changed.
 */
export function inspectFiles(file: string): void {
  refuseNothing(file)
  if (sizeOf(file) > 0 && asked(file, () => headOf(file)) !== HEAD) throw damaged(file, 'it does not begin as a database does')
}

/** Where an engine has worked, there is something. */
function refuseNothing(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  const log = sizeOf(`${file}-wal`)
  if (size === undefined && log > 0) throw logAlone(file)
  if (size === 0 && (log > 0 || SIGNS_OF_WORK.some((name) => existsSync(join(dirname(file), name))))) throw damaged(file, 'it is empty, and there was something in it before')
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

function headOf(file: string): string {
  const head = Buffer.alloc(HEAD.length)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, head, 0, head.length, 0)
  } finally {
    closeSync(descriptor)
  }
  return head.toString('latin1')
}

/**
 * Why what was confirmed last may be missing, after an engine that ended while it had the database open; null when nothing speaks
 * for that. To be asked before the database is opened. A log that is damaged is copied first, since SQLite writes over it.
 */
export function lostLog(file: string, now: () => string): EngineError | null {
  if (!existsSync(file)) return null
  const log = `${file}-wal`
  const state = asked(log, () => readWal(log))
  if (state === null) return doubtful(`its log ${log} is gone, which Signalbox did not close`)
  if (state.kind === 'whole') return null
  const kept = `${log}.damaged-${now()}`
  asked(kept, () => copyFileSync(log, kept))
  return doubtful(`its log was damaged, of which a copy is kept as ${kept}`)
}

/** Reads about a gigabyte a second from memory, a tenth of that from a slow disk: what is larger is checked after the start. */
export const QUICKLY_CHECKED_BYTES = 64 * 1024 * 1024

/**
 * After a crash of whoever had opened the database: whether the pages hang together, and there are any. A young database lies in
 * its log alone, without which the file passes for one that never began. False when it is too large to look at now. Throws `storage_corrupt`.
 */
export function checkAfterCrash(file: string, largest = QUICKLY_CHECKED_BYTES): boolean {
  const size = sizeOf(file)
  if (size > largest) return false
  if (size === 0) return true
  const database = new Database(file, { readonly: true })
  try {
    const [fault] = checkPagesQuickly(database)
    if (fault !== undefined) throw damaged(file, fault)
    refuseEmpty(database, file)
    return true
  } finally {
    database.close()
  }
}

function refuseEmpty(database: Database.Database, file: string): void {
  if (database.prepare('select 1 from sqlite_schema limit 1').get() === undefined) throw damaged(file, 'it holds nothing, and the log that held all of it is gone')
}

/** Another program's database must stay as it is. Throws `storage_corrupt`. */
export function refuseForeign(database: Database.Database, file: string): void {
  const tables = database.prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'").all()
  if (tables.length === 0 || tables.some(({ name }) => name === 'kysely_migration')) return
  throw new EngineError('storage_corrupt', `${file} is a database of another program. It was left as it is; put the database of Signalbox back, restore a backup, or move this one away to start empty.`)
}

/** Where an engine has refused to start: throws the `storage_corrupt` of that start when there is nothing of ours to look at. What is merely damaged passes. */
export function refuseNothingOfOurs(file: string): void {
  refuseNothing(file)
  if (sizeOf(file) === 0) return
  let database: Database.Database | null = null
  try {
    database = new Database(file, { readonly: true })
    refuseForeign(database, file)
    refuseEmpty(database, file)
  } catch (thrown) {
    // What SQLite says against it is for a check to find.
    if (thrown instanceof EngineError) throw thrown
  } finally {
    database?.close()
  }
}

/** What the system says against it, as a refusal that another start would only repeat. */
function asked<T>(path: string, ask: () => T): T {
  try {
    return ask()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (errnoOf(cause) === 'ENOSPC') throw new EngineError('storage_full', `The disk that holds ${path} is full. Free some space, and start again.`, { cause })
    throw new EngineError('data_folder_unusable', `Signalbox cannot read ${path}: ${reason}. Mend its permissions, or choose another data folder.`, { cause })
  }
}

const damaged = (file: string, why: string): EngineError =>
  new EngineError('storage_corrupt', `The database ${file} is damaged: ${why.replace(/\.$/, '')}. It was left as it is; \`signalbox restore\` puts a backup in its place, \`signalbox salvage\` copies what can be read. Without either, move the data folder away to start empty.`)

const logAlone = (file: string): EngineError =>
  new EngineError('storage_corrupt', `The database ${file} is missing, and its log is still there. Put it back, or move the log away to start empty; \`signalbox restore\` puts a backup in its place. \`signalbox salvage\` copies what the log alone holds: all of a young database, most often nothing of an older one.`)

const doubtful = (why: string): EngineError =>
  new EngineError('storage_corrupt', `Signalbox ended without closing its database, and ${why}. What was confirmed last may be missing; what is there is whole. A check in Settings, Storage that finds nothing ends this message.`)
