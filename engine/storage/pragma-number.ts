import type Database from 'better-sqlite3'

/** What a pragma tells as a number. The driver's own short way gives a row in the place of the number under some of its kin. */
export const pragmaNumber = (database: Database.Database, name: 'page_count' | 'page_size' | 'freelist_count' | 'auto_vacuum'): number =>
  Number(database.prepare<[], Readonly<Record<string, unknown>>>(`pragma ${name}`).get()?.[name])
