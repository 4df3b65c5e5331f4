import type Database from 'better-sqlite3'
import type { Transaction, UnitOfWork } from '../ports/unit-of-work'
import type { GatheredWrites } from './gathered-writes'
import { toStorageError } from './storage-error'

interface Work {
  readonly perform: (tx: Transaction) => Promise<void>
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

/** Works in one commit at most: bounds what one failed commit makes to do again. */
const MAX_GROUP = 256
/** No work is begun in a commit that is this old (ms): bounds how long the engine's thread is held. */
const MAX_MS = 20

/**
 * Gathers what is asked for in one turn of the event loop and commits it together: the cost of making it durable
 * (one fsync) is shared by all (Gray & Reuter, Transaction Processing, 1993, "group commit").
 *
 * Works are performed one after the other with nothing between them. When one throws, which is rare, all is taken back
 * and done again with a savepoint each, so that it fails alone.
 */
export class GroupCommit implements UnitOfWork {
  readonly #database: Database.Database
  readonly #writes: GatheredWrites
  readonly #waiting: Work[] = []
  readonly #sql: Readonly<Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo', Database.Statement>>
  readonly #tx: Transaction
  /** What the works of this try asked to be told. */
  #afterCommit: (() => void)[] = []
  #afterRollback: (() => void)[] = []
  #draining = false

  constructor(database: Database.Database, writes: GatheredWrites) {
    this.#database = database
    this.#writes = writes
    this.#tx = {
      ...writes.stores,
      afterCommit: (tell) => this.#afterCommit.push(tell),
      afterRollback: (tell) => this.#afterRollback.push(tell),
    }
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
    if (!(await this.#writeTogether(group))) await this.#writeApart(group)
    if (this.#waiting.length > 0) setImmediate(() => void this.#drain())
    else this.#draining = false
  }

  /** What is asked for meanwhile joins the group. False when one of several threw: nothing is written then, and nobody was told. */
  async #writeTogether(group: Work[]): Promise<boolean> {
    if (!this.#begin(group)) return true
    try {
      const until = performance.now() + MAX_MS
      let count = 0
      for (let work = group[0]; work !== undefined; work = group[count] ?? this.#joining(group)) {
        await work.perform(this.#tx)
        count += 1
        if (performance.now() > until) break
      }
      this.#waiting.unshift(...group.splice(count))
      this.#writes.writeOut()
    } catch (thrown) {
      this.#rollback()
      if (group.length > 1) return false
      this.#failAll(group, thrown)
      return true
    }
    this.#commit(group, group)
    return true
  }

  #joining(group: Work[]): Work | undefined {
    const next = group.length < MAX_GROUP ? this.#waiting.shift() : undefined
    if (next !== undefined) group.push(next)
    return next
  }

  /** Whoever throws takes back its own writes and no other's. */
  async #writeApart(group: readonly Work[]): Promise<void> {
    if (!this.#begin(group)) return
    const done: Work[] = []
    try {
      for (const work of group) if (await this.#performApart(work)) done.push(work)
    } catch (thrown) {
      this.#rollback()
      this.#failAll(group, thrown)
      return
    }
    this.#commit(group, done)
  }

  async #performApart(work: Work): Promise<boolean> {
    const before = { commit: this.#afterCommit.length, rollback: this.#afterRollback.length }
    this.#sql.savepoint.run()
    try {
      await work.perform(this.#tx)
      this.#writes.writeOut()
    } catch (thrown) {
      // A full disk or a failed read may have ended the whole transaction already.
      if (!this.#database.inTransaction) throw thrown
      this.#sql.undo.run()
      this.#sql.release.run()
      this.#takenBack(before)
      work.fail(toStorageError(thrown, this.#database.name))
      return false
    }
    this.#sql.release.run()
    return true
  }

  #begin(group: readonly Work[]): boolean {
    try {
      this.#sql.begin.run()
      return true
    } catch (thrown) {
      this.#failAll(group, thrown)
      return false
    }
  }

  #commit(group: readonly Work[], done: readonly Work[]): void {
    try {
      this.#sql.commit.run()
    } catch (thrown) {
      this.#rollback()
      this.#failAll(group, thrown)
      return
    }
    const tell = this.#afterCommit
    this.#afterCommit = []
    this.#afterRollback = []
    for (const work of done) work.succeed()
    for (const message of tell) message()
  }

  #failAll(group: readonly Work[], thrown: unknown): void {
    const error = toStorageError(thrown, this.#database.name)
    for (const work of group) work.fail(error)
  }

  #rollback(): void {
    if (this.#database.inTransaction) this.#sql.rollback.run()
    this.#takenBack({ commit: 0, rollback: 0 })
  }

  /** Those who did something beside the database hear that it came to nothing, the last one first. */
  #takenBack(before: { readonly commit: number; readonly rollback: number }): void {
    this.#writes.forget()
    this.#afterCommit.length = before.commit
    for (const message of this.#afterRollback.splice(before.rollback).reverse()) message()
  }
}
