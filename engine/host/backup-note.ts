import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { EngineError } from '../core/shared/engine-error'
import { contentOf, errnoOf } from '../storage/soundness/content-hash'
import { DATABASE, KEY, NOTE } from '../storage/soundness/make-backup'

/** What a backup says of itself. A salvaged folder holds what could be read, whatever that is. */
const backupNote = z.union([z.object({ format: z.literal(1), salvaged: z.literal(true) }), z.object({ format: z.literal(1), database: z.object({ sha256: z.string() }), files: z.int() })])
export type BackupNote = z.infer<typeof backupNote>

const WAY_ON = 'Nothing was changed. Take another one; `signalbox restore` with --as-it-is takes it all the same.'

/** Throws `file_not_found` and `storage_corrupt`: without its note, nobody knows whether a backup is whole. */
export async function readBackupNote(from: string): Promise<BackupNote> {
  try {
    return backupNote.parse(JSON.parse(await readFile(join(from, NOTE), 'utf8')))
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') throw new EngineError('file_not_found', `There is no ${NOTE} in ${from}, which says what a backup holds: it is no whole backup, or a copy that was made by hand. ${WAY_ON}`, { cause })
    throw new EngineError('storage_corrupt', `${join(from, NOTE)} does not say what the backup holds any more: it is damaged. ${WAY_ON}`, { cause })
  }
}

export interface CopiedBackup {
  readonly from: string
  /** Where the copy of it is. */
  readonly staging: string
  readonly files: number
}

/** Throws `storage_corrupt` when a backup that was copied is not any more what its note says. */
export async function compareWithNote(note: BackupNote, { from, staging, files }: CopiedBackup): Promise<void> {
  if ('salvaged' in note) return
  const refuse = (why: string): EngineError => new EngineError('storage_corrupt', `The backup in ${from} is not what was put there: ${why}. ${WAY_ON}`)
  const database = await contentOf(join(staging, DATABASE))
  // A backup has no log: something has worked with it.
  if (database?.sha256 !== note.database.sha256 || existsSync(join(staging, `${DATABASE}-wal`))) throw refuse('its database was changed')
  // The key is not counted, and may have been put back.
  const there = files - (existsSync(join(staging, KEY)) ? 1 : 0)
  if (there < note.files) throw refuse(`${note.files - there} of its ${note.files} files are missing`)
}
