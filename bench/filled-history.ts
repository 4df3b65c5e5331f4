import Database from 'better-sqlite3'

/** A row as the table has it. */
type Cells = Readonly<Record<string, string | number | null>>

/** The tables of a run, and the column of each that says whose it is. */
const TABLES = { runs: 'id', step_runs: 'run_id', attempts: 'run_id', run_events: 'run_id' } as const
type Table = keyof typeof TABLES

const RUNS_A_COMMIT = 1000
/** Parts of a UUIDv7: its time, and its last digits, which say nothing (engine/host/ordered-ids.ts). */
const TIME_LENGTH = 13
const RANDOM_LENGTH = 10
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

/**
 * Fills a database, whose engine is closed, up to so many ended runs, each like the one that it holds already: the same rows in
 * each table, with ids and times of their own, spread evenly over the time before that one.
 */
export function fillHistory(file: string, { runs, days }: { readonly runs: number; readonly days: number }): void {
  const database = new Database(file)
  try {
    // Nothing is lost with a power cut that could not be made again.
    database.pragma('synchronous = OFF')
    database.pragma('cache_size = -200000')
    const first = readFirst(database)
    const everyMs = (days * 86_400_000) / runs
    const have = database.prepare<[], number>('select count(*) from runs').pluck().get() ?? 0
    const number = 1 + (database.prepare<[], number>(`select value from counters where name = 'run'`).pluck().get() ?? 0)
    const insert = inserts(database, first)
    const fill = database.transaction((from: number, to: number) => {
      for (let index = from; index < to; index++) insert(copyOf(first, { number: number + index - have, earlierMs: Math.round((runs - index) * everyMs) }))
    })
    for (let from = have; from < runs; from += RUNS_A_COMMIT) fill(from, Math.min(from + RUNS_A_COMMIT, runs))
    database.prepare(`update counters set value = ? where name = 'run'`).run(number + Math.max(0, runs - have))
    database.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}

type Rows = Readonly<Record<Table, readonly Cells[]>>

function readFirst(database: Database.Database): Rows {
  const runId = database.prepare<[], string>(`select max(id) from runs where status = 'succeeded'`).pluck().get() ?? ''
  const rows = (table: Table) => database.prepare<[string], Cells>(`select * from ${table} where ${TABLES[table]} = ?`).all(runId)
  return { runs: rows('runs'), step_runs: rows('step_runs'), attempts: rows('attempts'), run_events: rows('run_events') }
}

function inserts(database: Database.Database, first: Rows): (rows: Rows) => void {
  const tables = Object.keys(TABLES) as Table[]
  const statements = tables.map((table) => {
    const columns = Object.keys(first[table][0] ?? {})
    return { table, statement: database.prepare<Cells>(`insert into ${table} (${columns.join()}) values (${columns.map((column) => `@${column}`).join()})`) }
  })
  return (rows) => {
    for (const { table, statement } of statements) for (const row of rows[table]) statement.run(row)
  }
}

interface Copy {
  /** Of its external id, and what makes its ids its own. */
  readonly number: number
  readonly earlierMs: number
}

function copyOf(first: Rows, copy: Copy): Rows {
  const cells = (row: Cells): Cells => Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, copiedCell(column, cell, copy)]))
  return {
    runs: first.runs.map((row) => ({ ...cells(row), external_id: `SBX-${copy.number}` })),
    step_runs: first.step_runs.map(cells),
    attempts: first.attempts.map(cells),
    run_events: first.run_events.map(cells),
  }
}

function copiedCell(column: string, cell: string | number | null, copy: Copy): string | number | null {
  if (typeof cell === 'string') return column === 'version_id' || column === 'pipeline_id' ? cell : cell.replace(ID, (id) => copiedId(id, copy))
  return cell !== null && (column === 'at' || column.endsWith('_at')) ? cell - copy.earlierMs : cell
}

function copiedId(id: string, { number, earlierMs }: Copy): string {
  const time = Number.parseInt(id.slice(0, TIME_LENGTH).replace('-', ''), 16) - earlierMs
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}${id.slice(TIME_LENGTH, -RANDOM_LENGTH)}${number.toString(16).padStart(RANDOM_LENGTH, '0')}`
}
