import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as z from 'zod'
import { EngineError } from '../core/shared/engine-error'

const ownerNote = z.object({ pid: z.int() })

export interface Ownership {
  release(): Promise<void>
}

/**
 * Takes the folder for this process, until it ends or releases it: an exclusive transaction on `owner.lock`, which the
 * system gives up with the process, however it ends. Throws `data_folder_in_use`, naming the owner.
 */
export async function takeOwnership(dataFolder: string): Promise<Ownership> {
  const lock = new Database(join(dataFolder, 'owner.lock'))
  const note = join(dataFolder, 'owner.json')
  try {
    lock.pragma('busy_timeout = 300')
    lock.exec('begin exclusive')
  } catch (cause) {
    lock.close()
    const owner = await ownerPid(note)
    throw new EngineError(
      'data_folder_in_use',
      `The data folder ${dataFolder} is in use by another Signalbox${owner === null ? '' : ` (process ${owner})`}. Use that one, or close it first.`,
      { cause, details: { dataFolder, pid: owner } },
    )
  }
  await writeFile(note, JSON.stringify({ pid: process.pid }), { mode: 0o600 })
  return {
    async release() {
      await rm(note, { force: true })
      lock.close()
    },
  }
}

async function ownerPid(note: string): Promise<number | null> {
  try {
    return ownerNote.parse(JSON.parse(await readFile(note, 'utf8'))).pid
  } catch {
    // The owner may be just starting; its number is only a help.
    return null
  }
}
