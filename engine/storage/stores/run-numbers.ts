import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { HotStatement, Outlet } from '../outlet'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

/** So many numbers are marked as given before they are: a number a file would be slow, and as many are left out when a log is lost. */
const AHEAD = { least: 10, most: 1000 }

/** The sequence that external ids are made from: read once, and written once a commit. */
export class RunNumbers {
  readonly #read
  readonly #write: HotStatement
  readonly #outlet: Outlet
  #last: number | null = null
  #isPending = false
  readonly #mark: (upTo: number) => void
  #markedTo = 0

  /** `mark` hears up to which number they may be given, before that. */
  constructor(outlet: Outlet, database: Database.Database, kysely: Kysely<Schema>, mark: (upTo: number) => void) {
    this.#outlet = outlet
    this.#mark = mark
    this.#read = prepare(database, kysely, (db, _params: Record<never, never>) => db.selectFrom('counters').select('value').where('name', '=', 'run'))
    const value = sql.val(0)
    const write = kysely
      .insertInto('counters')
      .values({ name: sql.lit('run'), value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql.ref('excluded.value') }))
    this.#write = outlet.statement(write.compile().sql)
  }

  next(): number {
    this.#last = (this.#last ?? this.#read.get({})?.value ?? 0) + 1
    this.#isPending = true
    if (this.#last > this.#markedTo) {
      this.#markedTo = this.#last + Math.min(AHEAD.most, Math.max(AHEAD.least, this.#last))
      this.#mark(this.#markedTo)
    }
    return this.#last
  }

  writeOut(): void {
    if (!this.#isPending || this.#last === null) return
    this.#outlet.run(this.#write, [this.#last])
    this.#isPending = false
  }

  forget(): void {
    this.#last = null
    this.#isPending = false
  }
}
