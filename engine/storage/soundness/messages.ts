import type { BackupReport, CheckReport } from '../../ports/storage-work'

/** What the storage thread is asked, and what it answers; it lives beside the engine and shares nothing with it but the files. */
export type StorageRequest = CheckRequest | BackupRequest | CheckpointRequest

export interface CheckRequest {
  readonly kind: 'check'
  readonly dataFolder: string
}

export interface BackupRequest {
  readonly kind: 'backup'
  readonly dataFolder: string
  readonly to: string
  readonly withKey: boolean
  /** Of Signalbox, for the note in the backup. */
  readonly version: string
}

/** Works the database's log into its file, which shrinks only then. */
export interface CheckpointRequest {
  readonly kind: 'checkpoint'
  readonly dataFolder: string
}

/** `done` carries the report of what was asked. */
export type StorageReply = { readonly kind: 'done'; readonly report: CheckReport | BackupReport | null } | { readonly kind: 'failed'; readonly code: WorkFailureCode; readonly message: string }

export type WorkFailureCode = 'storage_full' | 'storage_failed' | 'storage_corrupt' | 'storage_busy' | 'file_exists' | 'file_unreadable'

/** What keeps a task from its end, with the sentence for it. Plain, so that it can leave the thread. */
export class WorkFailure extends Error {
  readonly code: WorkFailureCode

  constructor(code: WorkFailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
