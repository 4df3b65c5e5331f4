import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

/** The sequence that external ids are made from: read once, and written once a commit. */
export class RunNumbers {
  readonly #read
  readonly #write
  #last: number | null = null
  #isPending = false

  constructor(database: Database.Database, kysely: Kysely<Schema>) {
    this.#read = prepare(database, kysely, (db, _params: Record<never, never>) => db.selectFrom('counters').select('value').where('name', '=', 'run'))
    this.#write = prepare(database, kysely, (db, params: { value: number }) =>
      db
        .insertInto('counters')
        .values({ name: 'run', value: params.value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: params.value })),
    )
  }

  next(): number {
    this.#last = (this.#last ?? this.#read.get({})?.value ?? 0) + 1
    this.#isPending = true
    return this.#last
  }

  writeOut(): void {
    if (!this.#isPending || this.#last === null) return
    this.#write.run({ value: this.#last })
    this.#isPending = false
  }

  forget(): void {
    this.#last = null
    this.#isPending = false
  }
}
