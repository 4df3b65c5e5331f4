import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { EngineError } from '../core/shared/engine-error'
import { ownerNoteIn, readOwnerNote } from './owner-note'
import { errnoOf } from './soundness/content-hash'
import { toStorageError } from './storage-error'

export interface Ownership {
  /** Whether the owner before ended with the database open: it was killed, or the computer went off. */
  readonly wasCutOff: boolean
  /** Notes whether this owner has the database open. */
  note(hasDatabase: boolean): Promise<void>
  release(): Promise<void>
}

/**
 * Takes the folder for this process, until it ends or releases it: an exclusive transaction on `owner.lock`, which the
 * system gives up with the process, however it ends. Throws `data_folder_in_use`, naming the owner,
 * and `data_folder_unusable` or `storage_…` when the folder takes no lock at all.
 */
export async function takeOwnership(dataFolder: string): Promise<Ownership> {
  const note = ownerNoteIn(dataFolder)
  const draft = `${note}.new`
  const lock = await takeLock(dataFolder)
  const wasCutOff = (await readOwnerNote(dataFolder))?.hasDatabase ?? false
  let isOpen = wasCutOff
  const write = async (hasDatabase: boolean) => {
    isOpen = hasDatabase
    try {
      // Beside it first: on a full disk the one that is there stays whole.
      await writeFile(draft, JSON.stringify({ pid: process.pid, hasDatabase }), { mode: 0o600 })
      await rename(draft, note)
    } catch (cause) {
      if (isFull(cause)) throw new EngineError('storage_full', fullSentence(note), { cause })
      throw new EngineError('data_folder_unusable', `Signalbox cannot write ${note}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
    }
  }
  try {
    // As the owner before left it, until this one opens the database: it may be killed on the way.
    await write(wasCutOff)
  } catch (thrown) {
    // Whoever only looks needs no room for it: what is noted stays right, but for a number that is only a help.
    if (!(thrown instanceof EngineError) || thrown.code !== 'storage_full') {
      lock.close()
      throw thrown
    }
  }
  return {
    wasCutOff,
    note: write,
    async release() {
      // An owner that was refused its database leaves what the one before left: the next start must look as closely.
      await Promise.all([rm(draft, { force: true }), isOpen ? null : rm(note, { force: true })]).finally(() => lock.close())
    },
  }
}

async function takeLock(dataFolder: string): Promise<Database.Database> {
  const file = join(dataFolder, 'owner.lock')
  let lock: Database.Database | null = null
  try {
    lock = new Database(file)
    lock.pragma('busy_timeout = 300')
    // Nothing is ever written into it, so nothing has to be kept beside it: that would take room on the disk.
    lock.pragma('journal_mode = memory')
    lock.exec('begin exclusive')
    return lock
  } catch (thrown) {
    lock?.close()
    const cause = toStorageError(thrown, file)
    if (!(cause instanceof EngineError)) throw cause
    if (cause.code === 'storage_full') throw new EngineError('storage_full', fullSentence(file), { cause })
    if (cause.code !== 'storage_busy') throw cause
    const owner = (await readOwnerNote(dataFolder))?.pid ?? null
    throw new EngineError(
      'data_folder_in_use',
      `The data folder ${dataFolder} is in use by another Signalbox${owner === null ? '' : ` (process ${owner})`}. Use that one, or close it first.`,
      { cause, details: { dataFolder, pid: owner } },
    )
  }
}

const isFull = (thrown: unknown): boolean => errnoOf(thrown) === 'ENOSPC' || errnoOf(thrown) === 'EDQUOT'

/** Nobody is there yet who could go on by itself. */
const fullSentence = (file: string): string => `The disk that holds ${file} is full. Free some space, and start again.`
