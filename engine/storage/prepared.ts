import type Database from 'better-sqlite3'
import { sql, type Compilable, type CompiledQuery, type Kysely, type RawBuilder } from 'kysely'
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
 * Prepares what `build` makes when it is asked for first: most of what a connection can say, it never says. `build` sees a
 * stand-in for each parameter and must pass it on as it is; it may not look at it, so a query's shape never depends on values.
 */
export function prepare<P extends Params, Row>(
  database: Database.Database,
  kysely: Kysely<Schema>,
  build: (db: Kysely<Schema>, params: P) => Compilable<Row>,
): Statement<P, Row> {
  let made: Prepared<P, Row> | null = null
  const prepared = () => (made ??= prepareNow(database, build(kysely, standIns<P>()).compile()))
  return {
    all(params) {
      const { statement, bind } = prepared()
      return statement.all(bind(params))
    },
    get(params) {
      const { statement, bind } = prepared()
      return statement.get(bind(params))
    },
    run(params) {
      const { statement, bind } = prepared()
      return statement.run(bind(params)).changes
    },
  }
}

const standIns = <P extends Params>(): P => new Proxy({} as P, { get: (_, name) => new Placeholder(String(name)) })

interface Prepared<P, Row> {
  readonly statement: Database.Statement<unknown[], Row>
  readonly bind: (params: P) => unknown[]
}

function prepareNow<P extends Params, Row>(database: Database.Database, { sql: text, parameters }: CompiledQuery): Prepared<P, Row> {
  const named = parameters.flatMap((slot, index) => (slot instanceof Placeholder ? [{ index, name: slot.name }] : []))
  const values: unknown[] = [...parameters]
  return {
    statement: database.prepare<unknown[], Row>(text),
    bind(params) {
      for (const { index, name } of named) values[index] = params[name]
      return values
    },
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
  let insertOne: ReturnType<typeof insertOf> | null = null
  let insertMany: ReturnType<typeof insertOf> | null = null
  return (rows) => {
    let done = 0
    for (; done + MANY <= rows.length; done += MANY) (insertMany ??= insertOf(MANY))(rows, done)
    for (; done < rows.length; done++) (insertOne ??= insertOf(1))(rows, done)
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
export function prepareUpdate(
  outlet: Outlet,
  kysely: Kysely<Schema>,
  table: keyof Schema,
  { key, condition, missing }: RowOf,
): (key: readonly Cell[], columns: Changed) => void {
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
