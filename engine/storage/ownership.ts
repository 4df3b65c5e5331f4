import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as z from 'zod'
import { EngineError } from '../core/shared/engine-error'
import { toStorageError } from './storage-error'

const ownerNote = z.object({ pid: z.int(), hasDatabase: z.boolean().default(false) })

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
  const note = join(dataFolder, 'owner.json')
  const lock = await takeLock(dataFolder, note)
  const wasCutOff = (await readNote(note))?.hasDatabase ?? false
  let isOpen = wasCutOff
  const write = async (hasDatabase: boolean) => {
    isOpen = hasDatabase
    await writeFile(note, JSON.stringify({ pid: process.pid, hasDatabase }), { mode: 0o600 })
  }
  try {
    // As the owner before left it, until this one opens the database: it may be killed on the way.
    await write(wasCutOff)
  } catch (cause) {
    lock.close()
    throw new EngineError('data_folder_unusable', `Signalbox cannot write ${note}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
  return {
    wasCutOff,
    note: write,
    async release() {
      // An owner that was refused its database leaves what the one before left: the next start must look as closely.
      await (isOpen ? Promise.resolve() : rm(note, { force: true })).finally(() => lock.close())
    },
  }
}

async function takeLock(dataFolder: string, note: string): Promise<Database.Database> {
  const file = join(dataFolder, 'owner.lock')
  let lock: Database.Database | null = null
  try {
    lock = new Database(file)
    lock.pragma('busy_timeout = 300')
    lock.exec('begin exclusive')
    return lock
  } catch (thrown) {
    lock?.close()
    const cause = toStorageError(thrown, file)
    if (!(cause instanceof EngineError) || cause.code !== 'storage_busy') throw cause
    const owner = (await readNote(note))?.pid ?? null
    throw new EngineError(
      'data_folder_in_use',
      `The data folder ${dataFolder} is in use by another Signalbox${owner === null ? '' : ` (process ${owner})`}. Use that one, or close it first.`,
      { cause, details: { dataFolder, pid: owner } },
    )
  }
}

async function readNote(note: string): Promise<z.infer<typeof ownerNote> | null> {
  try {
    return ownerNote.parse(JSON.parse(await readFile(note, 'utf8')))
  } catch {
    // The owner may be just starting; its number is only a help.
    return null
  }
}
