import { sql, type Kysely } from 'kysely'
import type { SqlDialect } from './dialects/dialect'
import { MIGRATIONS } from './migrations'
import type { Schema } from './schema'

/** Those of Kysely, as its migrator leaves them. */
type MigrationTables = Readonly<{
  kysely_migration: { readonly name: string; readonly timestamp: string }
  kysely_migration_lock: { readonly id: string; readonly is_locked: number }
}>

/** Gives an empty database today's schema, all of it in one transaction: a fifth of the work of all migrations. Others stay as they are. */
export async function createSchema(db: Kysely<Schema>, dialect: SqlDialect): Promise<void> {
  const isEmpty = async () => (await dialect.tables()).length === 0
  if (!(await isEmpty())) return
  const timestamp = new Date().toISOString()
  await db.withTables<MigrationTables>().transaction().execute(async (transaction) => {
    // Somebody else may have begun with it, too.
    if (!(await isEmpty())) return
    for (const text of dialect.newestSchema) await sql.raw(text).execute(transaction)
    await transaction.insertInto('kysely_migration').values(MIGRATIONS.map(({ name }) => ({ name, timestamp }))).execute()
    await transaction.insertInto('kysely_migration_lock').values({ id: 'migration_lock', is_locked: 0 }).execute()
  })
}
