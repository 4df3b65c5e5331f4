import type Database from 'better-sqlite3'
import { sql, type Compilable, type Kysely, type RawBuilder } from 'kysely'
import type { Schema } from './schema'

type Cell = string | number | Uint8Array | null
type Params = Readonly<Record<string, Cell>>

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
export function prepare<P extends Params, Row>(
  database: Database.Database,
  kysely: Kysely<Schema>,
  build: (db: Kysely<Schema>, params: P) => Compilable<Row>,
): Statement<P, Row> {
  const standIns = new Proxy({} as P, { get: (_, name) => new Placeholder(String(name)) })
  const compiled = build(kysely, standIns).compile()
  const statement = database.prepare<unknown[], Row>(compiled.sql)
  const named = compiled.parameters.flatMap((slot, index) => (slot instanceof Placeholder ? [{ index, name: slot.name }] : []))
  const values: unknown[] = [...compiled.parameters]
  const bind = (params: P): unknown[] => {
    for (const { index, name } of named) values[index] = params[name]
    return values
  }
  return {
    all: (params) => statement.all(bind(params)),
    get: (params) => statement.get(bind(params)),
    run: (params) => statement.run(bind(params)).changes,
  }
}

/** Rows in one statement: beyond it, what a statement costs beside its rows does not show any more. */
const MANY = 8

/** Inserts rows, many with one statement as long as there are so many. */
export function prepareInsert<Table extends keyof Schema, Column extends keyof Schema[Table] & string>(
  database: Database.Database,
  kysely: Kysely<Schema>,
  table: Table,
  columns: readonly Column[],
): (rows: readonly Pick<Schema[Table], Column>[]) => void {
  const row = sql`(${sql.join(columns.map(() => sql.val(null)))})`
  const insertOf = (count: number) => {
    const text = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(Array.from({ length: count }, () => row))}`
    const statement = database.prepare<unknown[]>(text.compile(kysely).sql)
    const values: unknown[] = []
    return (rows: readonly Pick<Schema[Table], Column>[], from: number) => {
      values.length = 0
      for (let index = from; index < from + count; index++) for (const column of columns) values.push(rows[index]?.[column])
      statement.run(values)
    }
  }
  const insertOne = insertOf(1)
  const insertMany = insertOf(MANY)
  return (rows) => {
    let done = 0
    for (; done + MANY <= rows.length; done += MANY) insertMany(rows, done)
    for (; done < rows.length; done++) insertOne(rows, done)
  }
}

/**
 * Updates those columns of a row that are given, when `condition` holds; returns how many rows it changed. Prepares a
 * statement for each set of columns that comes up, which are few: what is not named is neither bound nor written.
 */
export function prepareUpdate<Table extends keyof Schema>(
  database: Database.Database,
  kysely: Kysely<Schema>,
  table: Table,
  condition?: RawBuilder<boolean>,
): (id: string, columns: Readonly<Partial<Record<keyof Schema[Table] & string, Cell>>>) => number {
  const prepared = new Map<string, Database.Statement<unknown[]>>()
  const prepareFor = (names: readonly string[]) => {
    const set = sql.join(names.map((name) => sql`${sql.ref(name)} = ${sql.val(null)}`))
    const update = sql`update ${sql.table(table)} set ${set} where id = ${sql.val(null)}`
    return database.prepare<unknown[]>((condition === undefined ? update : sql`${update} and ${condition}`).compile(kysely).sql)
  }
  return (id, columns) => {
    const names = Object.keys(columns)
    const shape = names.join()
    const statement = prepared.get(shape) ?? prepareFor(names)
    prepared.set(shape, statement)
    return statement.run([...Object.values(columns), id]).changes
  }
}
