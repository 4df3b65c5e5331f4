import Database from 'better-sqlite3'
import { endCutRuns } from './end-cut-runs'

export interface Accord {
  /** Rows that belonged to rows which are lost, by table. */
  readonly removed: ReadonlyMap<string, number>
  /** Open runs that lost rows without which they could not go on. */
  readonly endedRuns: number
}

/** What hangs on a run, and on nothing else. */
const OF_RUNS = ['step_runs', 'attempts', 'run_events', 'log_chunks', 'usages', 'approvals', 'jobs', 'dead_letters', 'artifact_refs'] as const
const OF_STEPS = ['attempts', 'approvals', 'jobs'] as const

/** Lets an engine work with a database file, which nobody has open, of which some rows are lost: what belongs to them goes as well, and no run waits for them. */
export function bringIntoAccord(file: string, now: number): Accord {
  const database = new Database(file)
  try {
    database.pragma('foreign_keys = OFF')
    return database.transaction(() => {
      const removed = removeStrays(database)
      holdArtifacts(database)
      return { removed, endedRuns: endCutRuns(database, now) }
    })()
  } finally {
    database.close()
  }
}

/** Rows that belong to rows which could not be read. */
function removeStrays(database: Database.Database): ReadonlyMap<string, number> {
  const removed = new Map<string, number>()
  const remove = (table: string, where: string): void => {
    const { changes } = database.prepare(`delete from ${table} where ${where}`).run()
    if (changes > 0) removed.set(table, (removed.get(table) ?? 0) + changes)
  }
  // The one relation that the schema knows.
  remove('pipeline_versions', 'not exists (select 1 from pipelines where pipelines.id = pipeline_versions.pipeline_id)')
  for (const table of OF_RUNS) remove(table, `not exists (select 1 from runs where runs.id = ${table}.run_id)`)
  remove('step_runs', 'parent_id is not null and not exists (select 1 from step_runs as parent where parent.id = step_runs.parent_id)')
  for (const table of OF_STEPS) remove(table, `not exists (select 1 from step_runs where step_runs.id = ${table}.step_run_id)`)
  return removed
}

/** Who holds which artifact follows from the values: what no run is said to hold would be collected. */
function holdArtifacts(database: Database.Database): void {
  const values = 'select input as value, run_id from step_runs union all select output, run_id from step_runs union all select output, id from runs'
  database.exec(`insert or ignore into artifact_refs (sha256, run_id) select substr(value, 4, 64), run_id from (${values}) where substr(value, 1, 2) in ('a[', 'c[')`)
}
