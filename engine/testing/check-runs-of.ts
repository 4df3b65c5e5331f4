import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { checkFile } from './history/check-file'

/** Nothing in an engine's database contradicts anything else, also while it works. */
export async function checkRunsOf({ dataFolder }: { readonly dataFolder: string }): Promise<void> {
  const database = new Database(join(dataFolder, 'signalbox.db'), { readonly: true })
  try {
    expect(checkFile(database)).toEqual([])
  } finally {
    database.close()
  }
}
