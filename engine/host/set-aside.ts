import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../storage/soundness/durable-copy'
import { DATABASE, WORK_FILES, WORK_FOLDERS } from '../storage/soundness/make-backup'
import { stamp } from './storage-place'

/**
 * What the engine's work lies in; the key to the secrets, logs and the window's settings stay where they are. The database comes
 * after what it refers to: an engine that began with an empty one beside artifacts would remove them. Its log comes after it: with
 * that alone no engine begins.
 */
export const WORK = ['artifacts', ...WORK_FOLDERS, ...WORK_FILES, DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, `${DATABASE}-journal`] as const

export const isWorkedIn = (dataFolder: string): boolean => WORK.some((name) => existsSync(join(dataFolder, name)))

/** Moves what is there into a folder of its own inside the data folder, and says where. Whoever calls must own the folder. */
export async function setAside(dataFolder: string, now: number): Promise<string> {
  const aside = await freshFolder(join(dataFolder, `set-aside-${stamp(now)}`))
  for (const name of WORK) if (existsSync(join(dataFolder, name))) await rename(join(dataFolder, name), join(aside, name))
  await syncFolder(aside)
  await syncFolder(dataFolder)
  return aside
}

async function freshFolder(path: string): Promise<string> {
  for (let count = 1; ; count++) {
    const folder = count === 1 ? path : `${path}-${count}`
    if (existsSync(folder)) continue
    await mkdir(folder, { mode: 0o700 })
    return folder
  }
}
