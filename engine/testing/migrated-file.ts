import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../storage/open-database'
import { makeRigFolder } from './faults/make-rig-folder'

let migrated: Promise<Buffer> | null = null

/** Writes an empty database of today's schema there: for those who need hundreds, and test no migration. */
export async function writeMigratedFile(file: string): Promise<void> {
  migrated ??= migrateOne()
  writeFileSync(file, await migrated)
}

async function migrateOne(): Promise<Buffer> {
  const folder = makeRigFolder()
  try {
    const file = join(folder, 'signalbox.db')
    const { close } = await openDatabase({ file })
    await close()
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
