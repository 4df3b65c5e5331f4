import type Database from 'better-sqlite3'

/** What SQLite tells at most of one database. */
const MOST = 100

/** What SQLite finds wrong with pages and indexes, in its own words; empty when it is sound. Reads every page. */
export function checkPages(database: Database.Database): readonly string[] {
  return told(() => {
    const rows = database.prepare<[], { integrity_check: string }>(`pragma integrity_check(${MOST})`).all()
    return rows.map(({ integrity_check: words }) => words).filter((words) => words !== 'ok')
  })
}

/** The same without comparing indexes with their tables: about half the work. */
export function checkPagesQuickly(database: Database.Database): readonly string[] {
  return told(() => {
    const rows = database.prepare<[], { quick_check: string }>(`pragma quick_check(${MOST})`).all()
    return rows.map(({ quick_check: words }) => words).filter((words) => words !== 'ok')
  })
}

/** Rows that refer to rows which are not there, a line for each table. */
export function checkRelations(database: Database.Database): readonly string[] {
  return told(() => {
    const lost = new Map<string, number>()
    for (const { table, parent } of database.prepare<[], { table: string; parent: string }>('pragma foreign_key_check').all()) {
      const between = `${table} → ${parent}`
      lost.set(between, (lost.get(between) ?? 0) + 1)
    }
    return [...lost].map(([between, count]) => `${count} rows without the row that they belong to (${between})`)
  })
}

/** A database that is damaged enough cannot even be checked: that is a finding, too. */
function told(check: () => readonly string[]): readonly string[] {
  try {
    return check()
  } catch (thrown) {
    return [thrown instanceof Error ? thrown.message : String(thrown)]
  }
}
