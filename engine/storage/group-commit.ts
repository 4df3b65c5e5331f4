import type Database from 'better-sqlite3'
import { EngineError } from '../core/shared/engine-error'
import type { Transaction, UnitOfWork } from '../ports/unit-of-work'
import type { GatheredWrites } from './gathered-writes'
import { toStorageError } from './storage-error'
import { WorkQueue } from './work-queue'
import type { BatchWriter } from './writing/batch-writer'

interface Work {
  readonly perform: (tx: Transaction) => Promise<void>
  readonly succeed: () => void
  readonly fail: (error: unknown) => void
}

/** Works that are durable together, and what they asked to be told. */
class Group {
  readonly works: Work[] = []
  readonly afterCommit: (() => void)[] = []
  readonly afterRollback: (() => void)[] = []

  tell(): void {
    for (const work of this.works) work.succeed()
    for (const message of this.afterCommit) message()
  }

  /** Those who did something beside the database hear that it came to nothing, the last one first. */
  takeBack({ commit, rollback } = { commit: 0, rollback: 0 }): void {
    this.afterCommit.length = commit
    for (const message of this.afterRollback.splice(rollback).reverse()) message()
  }
}

/** A group that the other thread could not write, and why. */
interface Lost {
  readonly group: Group
  readonly error: Error
  /** One of its works may be the cause, and the others none of it. */
  readonly isOfWorks: boolean
}

/** Works in one commit at most: bounds what one failed commit makes to do again. */
const MAX_GROUP = 256
/** No work is begun in a commit that is this old (ms): bounds how long the engine's thread is held. */
const MAX_MS = 20
/** So many are handed to a thread that has nothing to write: whoever comes next is performed while it writes. */
const FIRST_GROUP = 64
/** A group that is no larger, with nobody behind it, is written here and now: it is answered sooner than by way of another thread. */
const SMALL_GROUP = 1
/** Once so many works have come in company, the other thread is brought up: it costs more than an engine with less to do would ever save by it. */
const WORTH_A_THREAD = 256

/**
 * Gathers what is asked for in one turn of the event loop and commits it together: the cost of making it durable
 * (one fsync) is shared by all (Gray & Reuter, Transaction Processing, 1993, "group commit").
 *
 * Works are performed one after the other with nothing between them. When one throws, which is rare, all is taken back
 * and done again with a savepoint each, so that it fails alone.
 *
 * With a `writer` that is up, what a group gathered is written by another thread, and the next group is performed meanwhile, on top of it.
 * A group that needs the database itself waits for the one before, and is written by the connection. Should the one before
 * come to nothing, so does what was built on it, and is performed again.
 */
export class GroupCommit implements UnitOfWork {
  readonly #database: Database.Database
  readonly #writes: GatheredWrites
  readonly #writer: BatchWriter | null
  readonly #waiting = new WorkQueue<Work>()
  readonly #sql: Readonly<Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo', Database.Statement>>
  readonly #tx: Transaction
  /** Being performed. */
  #group = new Group()
  /** Has begun on the connection. */
  #isBegun = false
  /** Being written by the other thread. */
  #flight: Group | null = null
  /** Why the flight came to nothing; until that is dealt with, nothing counts that was built on it. */
  #failure: Lost | null = null
  /** Durable, and not told yet. */
  #landed: Group | null = null
  /** Works that came in company, until the other thread is brought up. */
  #inCompany = 0
  #isScheduled = false
  #isBusy = false

  constructor(database: Database.Database, writes: GatheredWrites, writer: BatchWriter | null = null) {
    this.#database = database
    this.#writes = writes
    this.#writer = writer
    this.#tx = {
      ...writes.stores,
      afterCommit: (tell) => this.#group.afterCommit.push(tell),
      afterRollback: (tell) => this.#group.afterRollback.push(tell),
    }
    this.#sql = {
      begin: database.prepare('begin immediate'),
      commit: database.prepare('commit'),
      rollback: database.prepare('rollback'),
      savepoint: database.prepare('savepoint work'),
      release: database.prepare('release work'),
      undo: database.prepare('rollback to work'),
    }
    writer?.listen({
      onAnswer: (answer) => {
        this.#land(answer)
        this.#schedule()
      },
      onDirect: () => this.#begin(),
    })
  }

  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { value: T } | null = null
      this.#waiting.add({
        perform: async (tx) => {
          result = { value: await work(tx) }
        },
        succeed: () => {
          if (result !== null) resolve(result.value)
        },
        fail: reject,
      })
      this.#schedule()
    })
  }

  /** Whatever is still being written has been, when it returns. */
  settle(): void {
    if (this.#flight !== null) this.#land()
    this.#tellLanded()
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isBusy) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#isBusy = true
      void this.#drain().finally(() => {
        this.#isBusy = false
        const canPerform = this.#flight === null || !this.#isFull
        if (this.#landed !== null || this.#failure !== null || (this.#waiting.size > 0 && canPerform)) this.#schedule()
      })
    })
  }

  async #drain(): Promise<void> {
    this.#tellLanded()
    if (this.#failure === null) await this.#perform()
    this.#tellLanded()
    if (this.#failure !== null) return this.#recover(this.#failure)
    this.#bringUpWriter()
    if (this.#isBegun) this.#commit()
    else if (this.#flight === null && this.#group.works.length > 0) await this.#send()
  }

  get #isFull(): boolean {
    const most = this.#writer === null || this.#flight !== null || this.#isBegun ? MAX_GROUP : FIRST_GROUP
    return this.#group.works.length >= most || this.#writes.isFull()
  }

  get #isMany(): boolean {
    return this.#group.works.length > SMALL_GROUP || this.#waiting.size > 0
  }

  #bringUpWriter(): void {
    if (this.#writer === null || this.#inCompany >= WORTH_A_THREAD || !this.#isMany) return
    this.#inCompany += this.#group.works.length
    if (this.#inCompany >= WORTH_A_THREAD) this.#writer.start()
  }

  /** What is asked for meanwhile joins the group. */
  async #perform(): Promise<void> {
    const { works } = this.#group
    const until = performance.now() + MAX_MS
    if (this.#writer?.isUp !== true && !this.#canBegin()) return
    try {
      while (!this.#isFull) {
        const work = this.#waiting.take()
        if (work === undefined) break
        works.push(work)
        await work.perform(this.#tx)
        if (performance.now() > until) break
      }
      if (this.#isBegun) this.#writes.writeOut()
    } catch (thrown) {
      await this.#apart(thrown)
    }
  }

  /** False when nobody may write: whoever waits hears of it. */
  #canBegin(): boolean {
    try {
      this.#begin()
      return true
    } catch (thrown) {
      this.#failAll(this.#waiting.takeMany(MAX_GROUP), thrown)
      return false
    }
  }

  /** Hands what was gathered to the other thread, unless the answer is there sooner without it. */
  async #send(): Promise<void> {
    const group = this.#group
    try {
      if (this.#writer?.isUp !== true || !this.#isMany) {
        this.#begin()
        this.#writes.writeOut()
        return this.#commit()
      }
      const isSent = this.#writer.send(() => this.#writes.writeOut())
      this.#group = new Group()
      if (isSent) this.#flight = group
      else group.tell()
    } catch (thrown) {
      await this.#apart(thrown)
    }
  }

  /** The answer to what is being written; waits for it when it is not there. */
  #land(answer = this.#writer?.wait()): void {
    const flight = this.#flight
    this.#flight = null
    if (flight === null || answer === undefined || this.#writer === null) return
    if (answer.kind === 'written') {
      this.#writes.settled()
      this.#landed = flight
    } else this.#failure = { group: flight, error: this.#writer.errorOf(answer), isOfWorks: answer.kind === 'unchanged' || (answer.kind === 'failed' && answer.stage === 'perform') }
  }

  #tellLanded(): void {
    const landed = this.#landed
    this.#landed = null
    landed?.tell()
  }

  /** What was written by the other thread came to nothing. */
  async #recover({ group: lost, error, isOfWorks }: Lost): Promise<void> {
    const onTop = this.#group
    this.#group = new Group()
    this.#failure = null
    this.#writes.forget()
    onTop.takeBack()
    lost.takeBack()
    this.#waiting.putBack(onTop.works)
    if (isOfWorks && lost.works.length > 1) await this.#writeApart(lost.works)
    else this.#failAll(lost.works, error)
  }

  /** One of several threw: nothing of them is written, and nobody was told. They are performed once more, each by itself. */
  async #apart(thrown: unknown): Promise<void> {
    if (this.#flight !== null) this.#land()
    // It was built on what came to nothing, and is performed again with it.
    if (this.#failure !== null) return
    const group = this.#group
    this.#rollback()
    if (group.works.length > 1) await this.#writeApart(group.works)
    else this.#failAll(group.works, thrown)
  }

  /** Whoever throws takes back its own writes and no other's. */
  async #writeApart(works: readonly Work[]): Promise<void> {
    try {
      this.#begin()
      for (const work of works) if (await this.#performApart(work)) this.#group.works.push(work)
    } catch (thrown) {
      this.#rollback()
      this.#failAll(works, thrown)
      return
    }
    this.#commit()
  }

  async #performApart(work: Work): Promise<boolean> {
    const group = this.#group
    const before = { commit: group.afterCommit.length, rollback: group.afterRollback.length }
    this.#sql.savepoint.run()
    try {
      await work.perform(this.#tx)
      this.#writes.writeOut()
    } catch (thrown) {
      // A full disk or a failed read may have ended the whole transaction already.
      if (!this.#database.inTransaction) throw thrown
      this.#sql.undo.run()
      this.#sql.release.run()
      this.#writes.forget()
      group.takeBack(before)
      work.fail(toStorageError(thrown, this.#database.name))
      return false
    }
    this.#sql.release.run()
    return true
  }

  /** From now on the group is written by the connection: what is being written by the other thread comes first. */
  #begin(): void {
    if (this.#isBegun || !this.#isBusy) return
    if (this.#flight !== null) this.#land()
    if (this.#failure !== null) throw this.#failure.error
    this.#endTransaction()
    this.#sql.begin.run()
    this.#isBegun = true
  }

  #commit(): void {
    const group = this.#group
    try {
      this.#sql.commit.run()
    } catch (thrown) {
      this.#rollback()
      this.#failAll(group.works, thrown)
      return
    }
    this.#isBegun = false
    this.#group = new Group()
    this.#writes.settled()
    this.#tellLanded()
    group.tell()
  }

  #failAll(works: readonly Work[], thrown: unknown): void {
    const error = toStorageError(thrown, this.#database.name)
    // Another process has held the lock for as long as anybody waits for it: those behind would each wait as long again.
    const behind = error instanceof EngineError && error.code === 'storage_busy' ? this.#waiting.takeMany(MAX_GROUP) : []
    for (const work of [...works, ...behind]) work.fail(error)
  }

  /** The group came to nothing. */
  #rollback(): void {
    const group = this.#group
    this.#group = new Group()
    this.#isBegun = false
    this.#writes.forget()
    group.takeBack()
    try {
      this.#endTransaction()
    } catch {
      // What failed before is what its works hear of. The next ones begin with this again.
    }
  }

  #endTransaction(): void {
    if (this.#database.inTransaction) this.#sql.rollback.run()
  }
}
