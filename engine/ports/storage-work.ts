import type { BackedUpKey, StorageFinding, StorageJob, StoragePhase, StorageStatus } from '../contract/storage'

export interface StorageProgress {
  readonly phase: StoragePhase
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
}

export interface CheckReport {
  readonly findings: readonly StorageFinding[]
  readonly further: number
  readonly databaseBytes: number
  readonly artifacts: number
  readonly artifactBytes: number
}

export interface BackupReport {
  readonly bytes: number
  readonly files: number
  readonly key: BackedUpKey
  readonly missingArtifacts: number
  readonly leftOut: number
}

/** How a task is called off, and who hears how far it is. */
export interface StorageCall {
  readonly signal: AbortSignal
  tell(progress: StorageProgress): void
}

/** What reads or copies a whole data folder, away from the engine's thread. Each leaves nothing behind when it fails or is called off. */
export interface StorageWork {
  check(call: StorageCall): Promise<CheckReport>
  /** Throws `file_exists`, `file_unreadable`, `storage_…`. */
  backup(to: { readonly folder: string; readonly withKey: boolean }, call: StorageCall): Promise<BackupReport>
  /** Works the database's log into its file. */
  checkpoint(call: StorageCall): Promise<void>
}

export type PlaceFacts = Pick<StorageStatus, 'databaseBytes' | 'logBytes' | 'freeBytes' | 'canReclaim' | 'diskFreeBytes' | 'placeWarning' | 'suggestedBackup'>

/** What the system tells of the data folder now. */
export interface StoragePlace {
  facts(): Promise<PlaceFacts>
  /** Where a backup may go, as an absolute path. Throws `request_invalid`. */
  backupAt(path: string | undefined): Promise<string>
}

/** What handlers may ask of the data folder; one task at a time. */
export interface StorageTasks {
  status(): Promise<StorageStatus>
  /** The check that runs already, if one does. Throws `storage_busy`. */
  check(): StorageJob
  /** Throws `storage_busy`, `request_invalid`. */
  backup(options: { readonly to?: string | undefined; readonly withKey: boolean }): Promise<StorageJob>
  /** Throws `storage_busy`, `request_invalid`. */
  reclaim(): Promise<StorageJob>
  cancel(): StorageJob | null
}
