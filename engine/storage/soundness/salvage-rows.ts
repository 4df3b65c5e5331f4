import { appendFileSync, closeSync, openSync, readSync, statSync, truncateSync, writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { isDamage } from './is-damage'

export interface SalvagedTable {
  readonly name: string
  readonly rows: number
  /** Whether some of it could not be read. */
  readonly isDamaged: boolean
}

/** Every name comes from the schema of the new database. */
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Copies, table by table, what of a damaged database can be read into one that has its tables already. Neither needs to be whole: a row that does not go is left out, and what belonged to it stays for now (bring-into-accord.ts). */
export function salvageRows(from: string, to: string, tell: (done: number, total: number) => void): readonly SalvagedTable[] {
  // Ends earlier than it says, or names a table that cannot be: SQLite refuses the whole file, unless it is told to go on.
  const source = new Database(from, { readonly: true }).unsafeMode()
  source.pragma('writable_schema = on')
  const target = new Database(to)
  try {
    target.pragma('foreign_keys = OFF')
    const names = target.prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%' order by name").all()
    return names.map(({ name }, index) => {
      tell(index, names.length)
      return new TableSalvage(source, target, name).salvage()
    })
  } finally {
    source.close()
    target.close()
  }
}

type Row = Readonly<Record<string, string | number | Uint8Array | null>>

class TableSalvage {
  readonly #source: Database.Database
  readonly #target: Database.Database
  readonly #name: string
  readonly #columns: readonly string[]
  readonly #keys: readonly string[]
  #rows = 0
  #isDamaged = false

  constructor(source: Database.Database, target: Database.Database, name: string) {
    this.#source = source
    this.#target = target
    this.#name = name
    const wanted = columnsOf(target, name)
    const there = new Set(columnsOf(source, name).map(({ name: column }) => column))
    this.#columns = wanted.map(({ name: column }) => column).filter((column) => there.has(column))
    this.#keys = wanted.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk).map(({ name: column }) => column)
  }

  /** From the front as far as it goes, then from the back; what lies between two damaged places is looked for run by run. */
  salvage(): SalvagedTable {
    if (this.#columns.length === 0) return { name: this.#name, rows: 0, isDamaged: true }
    this.#target.exec('begin')
    if (!this.#copy('', [])) {
      this.#isDamaged = true
      if (this.#keys.length > 0) this.#copy(`order by ${this.#keys.map((key) => `${quoted(key)} desc`).join(', ')}`, [])
      if (this.#columns.includes('run_id')) for (const runId of this.#runs()) this.#copy('where run_id = ?', [runId])
    }
    this.#target.exec('commit')
    return { name: this.#name, rows: this.#rows, isDamaged: this.#isDamaged }
  }

  /** False when it broke off. */
  #copy(rest: string, values: readonly string[]): boolean {
    try {
      const list = this.#columns.map(quoted).join(', ')
      const insert = this.#target.prepare(`insert or ignore into ${quoted(this.#name)} (${list}) values (${this.#columns.map(() => '?').join(', ')})`)
      for (const row of this.#source.prepare<unknown[], Row>(`select ${list} from ${quoted(this.#name)} ${rest}`).iterate(...values)) this.#put(insert, row)
      return true
    } catch (thrown) {
      if (isDamage(thrown)) return false
      throw thrown
    }
  }

  #put(insert: Database.Statement, row: Row): void {
    if (!isWhole(row)) {
      this.#isDamaged = true
      return
    }
    try {
      this.#rows += insert.run(...this.#columns.map((column) => row[column] ?? null)).changes
    } catch (thrown) {
      // It breaks a rule of its table: what was read is not what was written.
      if (!(thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_CONSTRAINT'))) throw thrown
      this.#isDamaged = true
    }
  }

  #runs(): readonly string[] {
    return this.#target.prepare<[], { id: string }>('select id from runs').all().map(({ id }) => id)
  }
}

function columnsOf(database: Database.Database, table: string): readonly { readonly name: string; readonly pk: number }[] {
  try {
    return database.prepare<[], { name: string; pk: number }>(`pragma table_info(${quoted(table)})`).all()
  } catch (thrown) {
    if (isDamage(thrown)) return []
    throw thrown
  }
}

/** A place of the file that is gone reads as zeros, of which nothing is written so many in a text. */
const GONE = '\0'.repeat(64)
const isWhole = (row: Row): boolean => Object.values(row).every((value) => typeof value !== 'string' || !value.includes(GONE))

const PAGE = 4096
const HEADER = 100

/**
 * Writes the beginning of a database anew in a copy that lost it: it says the same in all of ours but for counts, which a reader does
 * not need. When there is no copy, only that of its log, it becomes one of nothing but the beginning: SQLite would remove the log.
 */
export function mendHeader(copy: string): void {
  appendFileSync(copy, '')
  if (statSync(copy).size < PAGE) truncateSync(copy, PAGE)
  const header = Buffer.alloc(HEADER)
  const file = openSync(copy, 'r+')
  try {
    readSync(file, header, 0, HEADER, 0)
    if (header.toString('latin1', 0, 16) === 'SQLite format 3\0') return
    header.fill(0)
    header.write('SQLite format 3\0', 0, 'latin1')
    header.writeUInt16BE(PAGE, 16)
    // WAL, and the fractions that never changed.
    header.set([2, 2, 0, 64, 32, 32], 18)
    header.writeUInt32BE(1, 24)
    header.writeUInt32BE(Math.floor(statSync(copy).size / PAGE), 28)
    // The schema's number and format, and UTF-8.
    header.writeUInt32BE(1, 40)
    header.writeUInt32BE(4, 44)
    header.writeUInt32BE(1, 56)
    header.writeUInt32BE(1, 92)
    writeSync(file, header, 0, HEADER, 0)
  } finally {
    closeSync(file)
  }
}
