import type Database from 'better-sqlite3'
import type { RunEvent } from '../../contract/events'
import type { RunRecord } from '../../ports/records'
import { decodeEvent, toApproval, toAttempt, toRun, toStepRun } from '../../storage/codecs'
import type { ApprovalsTable, AttemptsTable, RunEventsTable, RunsTable, StepRunsTable } from '../../storage/schema'
import type { RunRows } from './rows'

export type ReadRun = RunRows & { readonly run: RunRecord }

/** Every run of a database file, read with statements of its own rather than the engine's. */
export const readRows = (database: Database.Database): Generator<ReadRun> => rowsReader(database)()

/** The same, for whoever looks again and again. An event whose row is as it was is the same object as before. */
export function rowsReader(database: Database.Database): () => Generator<ReadRun> {
  const ids = database.prepare<[], string>('select id from runs order by id').pluck()
  const runs = database.prepare<[string], RunsTable>('select * from runs where id = ?')
  const steps = database.prepare<[string], StepRunsTable>('select * from step_runs where run_id = ? order by step_id, item_index')
  const attempts = database.prepare<[string], AttemptsTable>('select * from attempts where step_run_id in (select id from step_runs where run_id = ?)')
  const events = database.prepare<[string], RunEventsTable>('select * from run_events where run_id = ? order by seq')
  const approvals = database.prepare<[string], ApprovalsTable>('select * from approvals where run_id = ? order by asked_at, id')
  let known: ReadonlyMap<string, readonly KnownEvent[]> = new Map()
  return function* () {
    const read = new Map<string, readonly KnownEvent[]>()
    // No statement stays open while somebody looks at a run: whoever does may write.
    for (const id of ids.all()) {
      const run = runs.get(id)
      if (run === undefined) continue
      const before = known.get(id) ?? []
      const history = events.all(id).map((row, index) => decoded(row, before[index]))
      read.set(id, history)
      yield {
        run: toRun(run),
        steps: steps.all(id).map(toStepRun),
        attempts: attempts.all(id).map(toAttempt),
        events: history.map(({ event }) => event),
        approvals: approvals.all(id).map(toApproval),
      }
    }
    known = read
  }
}

interface KnownEvent {
  readonly row: RunEventsTable
  readonly event: RunEvent
}

const decoded = (row: RunEventsTable, before: KnownEvent | undefined): KnownEvent =>
  before !== undefined && isSame(row, before.row) ? before : { row, event: decodeEvent(row) }

const isSame = (one: RunEventsTable, other: RunEventsTable): boolean =>
  one.payload === other.payload && one.seq === other.seq && one.at === other.at && one.type === other.type
