import type Database from 'better-sqlite3'
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely'
import type { SqlDialect } from './dialect'
import { SQLITE_SCHEMA } from './sqlite-schema'

/** More than the engine has; lists of values make others, which are as seldom twice the same. */
const MOST_KNOWN = 200

/** Kysely prepares each query anew: what was prepared before is used again. */
class KnownStatements implements SqliteDatabase {
  readonly #database: Database.Database
  /** By their text, those that were made first before the others. */
  readonly #known = new Map<string, SqliteStatement>()
  constructor(database: Database.Database) {
    this.#database = database
  }
  prepare(text: string): SqliteStatement {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const [oldest] = this.#known.keys()
    if (oldest !== undefined && this.#known.size >= MOST_KNOWN) this.#known.delete(oldest)
    const made: SqliteStatement = this.#database.prepare(text)
    this.#known.set(text, made)
    return made
  }
  close(): void {
    this.#database.close()
  }
}

/** Kysely asks for a write lock late and calls SQLite's DDL non-transactional; both would let a failed migration leave half a schema. */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database.Database
  constructor(database: Database.Database) {
    super({ database: new KnownStatements(database) })
    this.#database = database
  }
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
  /** A full disk ends a transaction by itself; rolling it back once more would fail, and hide why it ended. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class EngineSqliteDialect extends SqliteDialect {
  readonly #database: Database.Database
  constructor(database: Database.Database) {
    super({ database })
    this.#database = database
  }
  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#database)
  }
  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

export function sqliteDialect(database: Database.Database): SqlDialect {
  const kysely: Dialect = new EngineSqliteDialect(database)
  // Kysely's own list comes with every column of every table: a good part of a start.
  const tables = async () => database.prepare<[], string>("select name from sqlite_schema where type = 'table'").pluck().all()
  return { kysely, tables, newestSchema: SQLITE_SCHEMA, bytes: 'blob', clustered: (table) => table.modifyEnd(sql`without rowid`) }
}
