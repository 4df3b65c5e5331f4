import type { StorageStatus } from '../../../engine/contract/storage'

/** What every part of the section knows. */
export interface StorageView {
  readonly status: StorageStatus
  /** Reads it again, now. */
  readonly refresh: () => void
  /** Why no task can begin now: another is at work. */
  readonly busy: string | undefined
}
