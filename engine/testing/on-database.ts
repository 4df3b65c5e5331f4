import Database from 'better-sqlite3'

/** Opens a database file behind the engine's back, which must not be running, and closes it again. */
export function onDatabase<T>(file: string, work: (database: Database.Database) => T): T {
  const database = new Database(file)
  try {
    return work(database)
  } finally {
    database.close()
  }
}
