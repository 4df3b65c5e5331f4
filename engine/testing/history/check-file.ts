import type Database from 'better-sqlite3'
import { checkRows, violating, type Violation } from './check-rows'
import { readRows } from './read-rows'
import { storedPlans } from './stored-plans'

/** What SQLite itself finds wrong with a database. */
export function checkIntegrity(database: Database.Database): readonly Violation[] {
  const integrity: unknown = database.pragma('integrity_check', { simple: true })
  const foreign = database.pragma('foreign_key_check') as readonly unknown[]
  return violating('I21', [
    ...(integrity === 'ok' ? [] : [`integrity_check: ${String(integrity)}`]),
    ...(foreign.length === 0 ? [] : [`foreign_key_check: ${foreign.length} rows`]),
  ])
}

/** Everything that can be wrong with a database by itself. */
export function checkFile(database: Database.Database): readonly Violation[] {
  const planOf = storedPlans(database)
  return [...checkIntegrity(database), ...[...readRows(database)].flatMap((rows) => checkRows(rows, planOf(rows.run.versionId)))]
}
