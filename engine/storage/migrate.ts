import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { EngineError } from '../core/shared/engine-error'
import type { SqlDialect } from './dialects/dialect'
import { MIGRATIONS } from './migrations'
import type { SchemaMigration } from './migrations/migration'
import type { Schema } from './schema'

/**
 * Brings the schema to this version, all of it in one transaction. `beforeChange` runs when there is something to change
 * in a database that already holds a schema: the place to make a copy.
 * Throws `database_newer` when the database knows migrations that this version does not.
 */
export async function migrate(db: Kysely<Schema>, dialect: SqlDialect, beforeChange: (from: string) => Promise<void>, migrations: readonly SchemaMigration[] = MIGRATIONS): Promise<void> {
  const applied = await appliedMigrations(db, dialect)
  const known = new Set(migrations.map(({ name }) => name))
  const newer = applied.filter((name) => !known.has(name))
  if (newer.length > 0) {
    throw new EngineError(
      'database_newer',
      `This database was last used by a newer version of Signalbox (it has ${newer.join(', ')}; this version ends at ${migrations.at(-1)?.name ?? 'nothing'}). Install that version or a later one, or use another data folder. Nothing was changed.`,
      { details: { newer } },
    )
  }
  const last = applied.at(-1)
  if (applied.length === migrations.length) return
  if (last !== undefined) await beforeChange(last)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(migrations.map(({ name, up }) => [name, { up: (transaction: Kysely<Schema>) => up(transaction, dialect) }])) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new EngineError('storage_failed', 'The database could not be brought up to date.', { cause: error })
}

async function appliedMigrations(db: Kysely<Schema>, dialect: SqlDialect): Promise<readonly string[]> {
  if (!(await dialect.tables()).includes('kysely_migration')) return []
  const rows = await db.withTables<{ kysely_migration: { name: string } }>().selectFrom('kysely_migration').select('name').orderBy('name').execute()
  return rows.map(({ name }) => name)
}
