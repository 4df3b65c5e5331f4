import type Database from 'better-sqlite3'
import type { Transaction, UnitOfWork } from '../ports/unit-of-work'
import type { WriteStores } from '../ports/write-stores'
import { toStorageError } from './storage-error'

interface Work {
  readonly perform: (tx: Transaction) => Promise<void>
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

/** Works in one commit at most: bounds how long the engine's thread is held, and what one failed commit makes to do again. */
const MAX_GROUP = 128

/**
 * Gathers what is asked for in one turn of the event loop and commits it together: the cost of making it durable
 * (one fsync) is shared by all (Gray & Reuter, Transaction Processing, 1993, "group commit").
 */
export class GroupCommit implements UnitOfWork {
  readonly #database: Database.Database
  readonly #stores: WriteStores
  readonly #waiting: Work[] = []
  readonly #sql: Readonly<Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo', Database.Statement>>
  #draining = false

  constructor(database: Database.Database, stores: WriteStores) {
    this.#database = database
    this.#stores = stores
    this.#sql = {
      begin: database.prepare('begin immediate'),
      commit: database.prepare('commit'),
      rollback: database.prepare('rollback'),
      savepoint: database.prepare('savepoint work'),
      release: database.prepare('release work'),
      undo: database.prepare('rollback to work'),
    }
  }

  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { value: T } | null = null
      this.#waiting.push({
        perform: async (tx) => {
          result = { value: await work(tx) }
        },
        succeed: () => {
          if (result !== null) resolve(result.value)
        },
        fail: reject,
      })
      if (!this.#draining) {
        this.#draining = true
        setImmediate(() => void this.#drain())
      }
    })
  }

  async #drain(): Promise<void> {
    const group = this.#waiting.splice(0, MAX_GROUP)
    await this.#commit(group)
    if (this.#waiting.length > 0) setImmediate(() => void this.#drain())
    else this.#draining = false
  }

  async #commit(group: readonly Work[]): Promise<void> {
    const done: Work[] = []
    const tell: (() => void)[] = []
    try {
      this.#sql.begin.run()
      for (const work of group) if (await this.#perform(work, tell)) done.push(work)
      this.#sql.commit.run()
    } catch (thrown) {
      this.#rollback()
      const error = toStorageError(thrown, this.#database.name)
      for (const work of group) work.fail(error)
      return
    }
    for (const work of done) work.succeed()
    for (const message of tell) message()
  }

  /** False when the work threw: its writes are taken back and its caller knows; the others go on. */
  async #perform(work: Work, tell: (() => void)[]): Promise<boolean> {
    const mine: (() => void)[] = []
    this.#sql.savepoint.run()
    try {
      await work.perform({ ...this.#stores, afterCommit: (message) => mine.push(message) })
    } catch (thrown) {
      // A full disk or a failed read may have ended the whole transaction already.
      if (!this.#database.inTransaction) throw thrown
      this.#sql.undo.run()
      this.#sql.release.run()
      work.fail(toStorageError(thrown, this.#database.name))
      return false
    }
    this.#sql.release.run()
    tell.push(...mine)
    return true
  }

  #rollback(): void {
    if (this.#database.inTransaction) this.#sql.rollback.run()
  }
}
