import type Database from 'better-sqlite3'
import { sql, type Compilable, type Kysely, type RawBuilder } from 'kysely'
import type { Cell, HotStatement, Outlet } from './outlet'
import type { Schema } from './schema'

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
const MANY = 16

/** Inserts rows, many with one statement as long as there are so many. */
export function prepareInsert<Table extends keyof Schema, Column extends keyof Schema[Table] & string>(
  outlet: Outlet,
  kysely: Kysely<Schema>,
  table: Table,
  columns: readonly Column[],
): (rows: readonly Readonly<Record<Column, Cell>>[]) => void {
  const row = sql`(${sql.join(columns.map(() => sql.val(null)))})`
  const insertOf = (count: number) => {
    const text = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))}) values ${sql.join(Array.from({ length: count }, () => row))}`
    const statement = outlet.statement(text.compile(kysely).sql)
    const values: Cell[] = []
    return (rows: readonly Readonly<Record<Column, Cell>>[], from: number) => {
      values.length = 0
      for (let index = from; index < from + count; index++) for (const column of columns) values.push(rows[index]?.[column] ?? null)
      outlet.run(statement, values)
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

/** By the names of their columns. */
type Changed = Readonly<Record<string, Cell | undefined>>

/** How an update finds its row, and what it must find. */
interface RowOf {
  /** The columns of its key; the last one names it for people. */
  readonly key: readonly string[]
  readonly condition?: RawBuilder<boolean>
  /** What to say when there is no such row that meets the condition; unless given, nothing is said. */
  readonly missing?: HotStatement['unchanged']
}

/**
 * Updates those columns of a row that are given. Prepares a statement for each set of columns that comes up, which are few:
 * what is not named is neither bound nor written.
 */
export function prepareUpdate(outlet: Outlet, kysely: Kysely<Schema>, table: keyof Schema, { key, condition, missing }: RowOf): (key: readonly Cell[], columns: Changed) => void {
  const prepared = new Map<string, HotStatement>()
  const where = sql.join([...key.map((name) => sql`${sql.ref(name)} = ${sql.val(null)}`), ...(condition === undefined ? [] : [condition])], sql` and `)
  const prepareFor = (names: readonly string[]) => {
    const set = sql.join(names.map((name) => sql`${sql.ref(name)} = ${sql.val(null)}`))
    return outlet.statement(sql`update ${sql.table(table)} set ${set} where ${where}`.compile(kysely).sql, missing)
  }
  const values: Cell[] = []
  return (id, columns) => {
    values.length = 0
    let shape = ''
    for (const name in columns) {
      shape += `${name},`
      values.push(columns[name] ?? null)
    }
    const statement = prepared.get(shape) ?? prepareFor(Object.keys(columns))
    prepared.set(shape, statement)
    for (const each of id) values.push(each)
    outlet.run(statement, values)
  }
}
