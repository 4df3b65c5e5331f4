import { stat, statfs } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { EngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { PlaceFacts, StoragePlace } from '../ports/storage-work'

export interface DataFolderPlaceDeps {
  readonly space: () => { readonly freeBytes: number; readonly canReclaim: boolean }
  readonly warning: string | null
  readonly clock: Clock
}

/** A data folder on a disk. */
export class DataFolderPlace implements StoragePlace {
  readonly #dataFolder: string
  readonly #deps: DataFolderPlaceDeps

  constructor(dataFolder: string, deps: DataFolderPlaceDeps) {
    this.#dataFolder = dataFolder
    this.#deps = deps
  }

  async facts(): Promise<PlaceFacts> {
    const file = join(this.#dataFolder, 'signalbox.db')
    const [databaseBytes, logBytes, diskFreeBytes] = await Promise.all([sizeOf(file), sizeOf(`${file}-wal`), freeOn(this.#dataFolder)])
    return { databaseBytes, logBytes, diskFreeBytes, ...this.#deps.space(), placeWarning: this.#deps.warning, suggestedBackup: this.#suggested() }
  }

  async backupAt(path: string | undefined): Promise<string> {
    if (path === undefined) return this.#suggested()
    if (path.includes('\0') || !isAbsolute(path)) throw new EngineError('request_invalid', `"${path.replaceAll('\0', '\\0')}" is not an absolute path: the place of a backup is written from its root on.`)
    const folder = resolve(path)
    const inside = relative(this.#dataFolder, folder)
    if (inside === '' || (!inside.startsWith('..') && !isAbsolute(inside))) throw new EngineError('request_invalid', `${folder} is in the data folder, and would be lost with it. Name a place outside, best on another disk.`)
    return folder
  }

  /** Beside the data folder: the same disk, but it can be made without asking. */
  #suggested(): string {
    return join(dirname(this.#dataFolder), 'signalbox-backups', stamp(this.#deps.clock.now()))
  }
}

/** `2026-02-03T12-03-04`, which every file system takes, and which sorts. */
export const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    // The log is not there while nothing is in it.
    () => 0,
  )
}

async function freeOn(folder: string): Promise<number | null> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  )
}
