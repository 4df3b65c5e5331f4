import type { WriteStores } from './write-stores'

/** A transaction's view: stores to write with, and what to do once it is durable. */
export interface Transaction extends WriteStores {
  /** Called after the commit, in the order given; never when it fails. */
  afterCommit(tell: () => void): void
  /** Called when what was written is taken back, the last one first: undoes what the work did beside the database. */
  afterRollback(tell: () => void): void
}

/**
 * Runs work in a transaction. Works that come at the same time share one commit; one that throws takes back its own
 * writes and no other's. For that a work may be performed a second time after its first try was taken back, so it
 * changes nothing beside the database but through `afterCommit`, or with its `afterRollback`. Inside, await nothing but
 * the stores. The promise settles after the commit is durable, so whoever it answers may rely on it.
 * Throws EngineError `storage_full`, `storage_failed`, `storage_busy` or `storage_corrupt` when the database refuses.
 */
export interface UnitOfWork {
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
}
