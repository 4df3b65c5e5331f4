import Database from 'better-sqlite3'
import type { Connect } from '../../storage/open-database'
import { endsTransaction, sqliteError, type Effect, type Fault, type SqliteCode } from './fault.ts'

/** Nothing of a process that was killed runs further: whoever asks its database hears this. */
export class Killed extends Error {
  constructor() {
    super('this process was killed')
  }
}

/** No fault of this kind reaches what the system has taken over: nobody needs to wait for the disk. */
const UNHURRIED: ReadonlyMap<string, string> = new Map([['synchronous = FULL', 'synchronous = OFF']])

const PERFORMING = ['run', 'get', 'all', 'iterate'] as const

/** What a driver with faults can do beside what it says to its database. */
export interface Around {
  /** Ends the process; where it returns, the connections answer no more. */
  kill(): void
  /** Asks the process to end by itself. */
  stop(graceMs: number): void
  /** Something else has ended the process meanwhile. */
  isKilled(): boolean
  /** Hears of every statement, and of the fault. */
  counted(): void
  /** Hears of the moments before and after each statement that no fault hits; whether it is a commit. */
  passes(when: 'before' | 'after', commits: boolean): void
}

/**
 * Opens connections as the driver does, and stands between it and all that is said to them, by Kysely and by the prepared
 * statements of the hot path alike: what is performed is counted, and the fault happens where it is due.
 */
export class FaultyDriver {
  readonly #fault: Fault | null
  readonly #around: Around
  /** The commit before which the process is killed, whatever the fault. */
  #lastCommit = Number.POSITIVE_INFINITY
  readonly #opened: Database.Database[] = []
  #statements = 0
  #commits = 0
  #hits = 0
  #dead = false
  #broken: Effect | null = null
  /** What was being said to the database when the fault happened. */
  hit: string | null = null
  /** Each statement as it was performed first, and when. */
  readonly firsts = new Map<string, number>()

  constructor(fault: Fault | null = null, around: Partial<Around> = {}) {
    this.#fault = fault
    this.#around = { kill: () => undefined, stop: () => undefined, isKilled: () => false, counted: () => undefined, passes: () => undefined, ...around }
  }

  readonly connect: Connect = (file, options) => {
    const database = new Database(file, options)
    this.#opened.push(database)
    return this.between(database)
  }

  /** Stands between a connection and whoever has it. */
  between(database: Database.Database): Database.Database {
    const prepare = database.prepare.bind(database)
    const exec = database.exec.bind(database)
    const pragma = database.pragma.bind(database)
    return Object.defineProperties(database, {
      prepare: { configurable: true, value: (sql: string) => this.#watch(prepare(sql), sql, database) },
      exec: { configurable: true, value: (sql: string) => this.#at(sql, database, () => exec(sql)) },
      pragma: {
        configurable: true,
        value: (text: string, given?: Database.PragmaOptions) => this.#at(`pragma ${text}`, database, () => pragma(UNHURRIED.get(text) ?? text, given)),
      },
    })
  }

  get fired(): boolean {
    return this.#hits > 0
  }

  get statements(): number {
    return this.#statements
  }

  get commits(): number {
    return this.#commits
  }

  /** From now on everything is refused, until `mend`. */
  breakDown(code: SqliteCode): void {
    this.#broken = { kind: 'throw', code }
  }

  mend(): void {
    this.#broken = null
  }

  close(): void {
    for (const database of this.#opened) database.close()
  }

  #watch(statement: Database.Statement, sql: string, database: Database.Database): Database.Statement {
    for (const method of PERFORMING) {
      const perform = statement[method]
      Object.defineProperty(statement, method, { configurable: true, value: (...args: unknown[]) => this.#at(sql, database, () => Reflect.apply(perform, statement, args)) })
    }
    return statement
  }

  #at(sql: string, database: Database.Database, perform: () => unknown): unknown {
    if (!this.#dead && this.#around.isKilled()) {
      this.#dead = true
      this.#around.kill()
    }
    if (this.#dead) throw new Killed()
    this.#statements += 1
    if (!this.firsts.has(sql)) this.firsts.set(sql, this.#statements)
    const commits = /^commit$/i.test(sql)
    if (commits) this.#commits += 1
    this.#around.counted()
    if (commits && this.#commits >= this.#lastCommit) return this.#fail({ kind: 'kill', when: 'before' }, database, perform)
    const effect = this.#broken ?? (this.#isDue(commits) ? this.#fault?.effect : undefined)
    if (effect === undefined) return this.#pass(perform, commits)
    this.hit ??= sql
    return this.#fail(effect, database, perform)
  }

  #pass(perform: () => unknown, commits: boolean): unknown {
    this.#around.passes('before', commits)
    const result = perform()
    this.#around.passes('after', commits)
    return result
  }

  #isDue(commits: boolean): boolean {
    if (this.#fault === null || (this.#fault.at === 'commit' && !commits)) return false
    const { at, nth, times = 1 } = this.#fault
    const count = at === 'commit' ? this.#commits : this.#statements
    return count >= nth && count < nth + times
  }

  #fail(effect: Effect, database: Database.Database, perform: () => unknown): unknown {
    this.#hits += 1
    this.#around.counted()
    switch (effect.kind) {
      case 'throw':
        if (endsTransaction(effect.code) && database.inTransaction) Reflect.apply(Database.prototype.exec, database, ['rollback'])
        throw sqliteError(effect.code)
      case 'ambiguous':
        perform()
        throw sqliteError(effect.code)
      case 'delay':
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, effect.ms)
        return perform()
      case 'stop':
        this.#lastCommit = this.#commits + (effect.killedAfter ?? Number.POSITIVE_INFINITY)
        this.#around.stop(effect.graceMs)
        return perform()
      case 'kill':
      case 'end':
        if (effect.when === 'after') perform()
        this.#dead = true
        this.#around.kill()
        throw new Killed()
    }
  }
}
