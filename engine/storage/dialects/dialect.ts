import type { CreateTableBuilder, Dialect } from 'kysely'

/** Everything in which the databases differ. Nothing outside storage/dialects asks which one it is. */
export interface SqlDialect {
  /** Rows lie in the order of the primary key, where the database can do that: one tree to write instead of two. */
  clustered<Table extends string, Columns extends string>(table: CreateTableBuilder<Table, Columns>): CreateTableBuilder<Table, Columns>
  /** The names of all tables, those of Kysely too. */
  tables(): Promise<readonly string[]>
  /** What makes an empty database one of today's schema: the same as all migrations, one after the other. */
  readonly newestSchema: readonly string[]
  /** The type of a column that holds bytes. */
  readonly bytes: 'blob' | 'bytea'
  /** For building SQL text and for statements that are not worth preparing. */
  readonly kysely: Dialect
}
