import Database from 'better-sqlite3'

export interface RowCounter {
  /** The most rows that one statement has given since it was asked last, and that statement. */
  most(): { readonly rows: number; readonly statement: string }
  stop(): void
}

/**
 * Counts what statements of this process read at a stretch: a read is synchronous, and how long it holds the thread is a
 * matter of its rows, which, unlike time, are the same on every machine.
 */
export function countRows(): RowCounter {
  const database = new Database(':memory:')
  const statements: { all: (this: Database.Statement, ...params: unknown[]) => unknown[] } = Object.getPrototypeOf(database.prepare('select 1'))
  database.close()
  const { all } = statements
  let largest = { rows: 0, statement: '' }
  statements.all = function (...params) {
    const found = all.apply(this, params)
    if (found.length > largest.rows) largest = { rows: found.length, statement: this.source }
    return found
  }
  return {
    most() {
      const most = largest
      largest = { rows: 0, statement: '' }
      return most
    },
    stop() {
      statements.all = all
    },
  }
}
