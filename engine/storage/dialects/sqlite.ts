import type Database from 'better-sqlite3'
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver, sql, type DatabaseConnection, type Dialect } from 'kysely'
import type { SqlDialect } from './dialect'

/** Kysely asks for a write lock late and calls SQLite's DDL non-transactional; both would let a failed migration leave half a schema. */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database.Database
  constructor(database: Database.Database) {
    super({ database })
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
  return { kysely, bytes: 'blob', clustered: (table) => table.modifyEnd(sql`without rowid`) }
}
