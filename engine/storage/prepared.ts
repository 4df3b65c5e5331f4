import type Database from 'better-sqlite3'
import type { Compilable, Kysely } from 'kysely'
import type { Schema } from './schema'

type Params = Readonly<Record<string, string | number | null>>

/** A query built once by Kysely, prepared once by the database, and fed by name: the hot path runs nothing else. */
export interface Statement<P extends Params, Row> {
  all(params: P): Row[]
  get(params: P): Row | undefined
  /** Returns how many rows it changed. */
  run(params: P): number
}

class Placeholder {
  constructor(readonly name: string) {}
}

/**
 * Prepares what `build` makes. `build` sees a stand-in for each parameter and must pass it on as it is; it may not look
 * at it, so a query's shape never depends on values.
 */
export function prepare<P extends Params, Row>(database: Database.Database, kysely: Kysely<Schema>, build: (db: Kysely<Schema>, params: P) => Compilable<Row>): Statement<P, Row> {
  const standIns = new Proxy({} as P, { get: (_, name) => new Placeholder(String(name)) })
  const compiled = build(kysely, standIns).compile()
  const statement = database.prepare<unknown[], Row>(compiled.sql)
  const slots = compiled.parameters
  const bind = (params: P): unknown[] => slots.map((slot) => (slot instanceof Placeholder ? params[slot.name] : slot))
  return {
    all: (params) => statement.all(...bind(params)),
    get: (params) => statement.get(...bind(params)),
    run: (params) => statement.run(...bind(params)).changes,
  }
}
