import type { KeptArtifacts } from '../connectors/artifacts/kept-artifacts'
import { EngineError } from '../core/shared/engine-error'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { UnitOfWork } from '../ports/unit-of-work'
import type { Health } from '../runtime/health'
import { StorageKeeper } from '../runtime/storage-keeper'
import type { OpenDatabase } from '../storage/open-database'
import { placeWarning } from './file-system-kind'
import { DataFolderPlace } from './storage-place'
import { StorageThread } from './storage-thread'

export interface KeepStorageDeps {
  readonly dataFolder: string
  readonly version: string
  /** storage/soundness/storage-worker.ts */
  readonly worker: string | URL
  readonly database: OpenDatabase
  readonly unitOfWork: UnitOfWork
  readonly artifacts: KeptArtifacts
  readonly health: Health
  readonly bus: Bus
  readonly clock: Clock
  readonly logger: Logger
}

export interface KeptStorage {
  readonly tasks: StorageKeeper
  /** Calls off what runs and ends the thread. */
  close(): Promise<void>
}

/** What looks after a data folder beside the engine's work. */
export async function keepStorage({ dataFolder, version, worker, database, artifacts, health, ...rest }: KeepStorageDeps): Promise<KeptStorage> {
  const warning = await placeWarning(dataFolder)
  if (warning !== null) rest.logger.warn('the data folder lies in a doubtful place', { reason: warning })
  const thread = new StorageThread({ worker, dataFolder, version })
  const tasks = new StorageKeeper({
    ...rest,
    read: database.read,
    work: thread,
    place: new DataFolderPlace(dataFolder, { space: database.space, warning, clock: rest.clock }),
    keepArtifacts: () => artifacts.keepAll(),
    checked: ({ findings: [first], further, findings }) => health.found(first === undefined ? null : damaged(first.message, findings.length + further)),
  })
  return {
    tasks,
    async close() {
      await Promise.all([tasks.stop(), thread.close()])
    },
  }
}

const damaged = (first: string, count: number): EngineError =>
  new EngineError('storage_corrupt', `A check found damage in the data folder: ${first}${count === 1 ? '' : ` (and ${count - 1} more)`}. Settings, Storage lists it. Keep a copy of the folder, check the disk, and restore a backup.`)
