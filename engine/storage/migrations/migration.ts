import type { Kysely } from 'kysely'
import type { SqlDialect } from '../dialects/dialect'
import type { Schema } from '../schema'

/** One forward step of the schema. Never edited once released; the name says what it does. */
export interface SchemaMigration {
  readonly name: string
  up(db: Kysely<Schema>, dialect: SqlDialect): Promise<void>
}
