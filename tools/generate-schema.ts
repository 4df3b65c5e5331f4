import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { sqliteDialect } from '../engine/storage/dialects/sqlite'
import { migrate } from '../engine/storage/migrate'
import type { Schema } from '../engine/storage/schema'

const HEAD = `/** What all migrations make of an empty database. Made by \`npm run generate\`: a first start need not live through all that was before it. */
export const SQLITE_SCHEMA: readonly string[] = [
`

export async function sqliteSchemaText(): Promise<string> {
  const database = new Database(':memory:')
  try {
    const dialect = sqliteDialect(database)
    await migrate(new Kysely<Schema>({ dialect: dialect.kysely }), dialect, async () => undefined)
    const texts = database.prepare<[], string>('select sql from sqlite_schema where sql is not null order by rowid').pluck().all()
    return `${HEAD}${texts.map((text) => `  \`${text}\`,\n`).join('')}]\n`
  } finally {
    database.close()
  }
}
