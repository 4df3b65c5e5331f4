import type Database from 'better-sqlite3'
import type { RunRecord } from '../../ports/records'
import { decodeEvent, toApproval, toAttempt, toRun, toStepRun } from '../../storage/codecs'
import type { ApprovalsTable, AttemptsTable, RunEventsTable, RunsTable, StepRunsTable } from '../../storage/schema'
import type { RunRows } from './rows'

/** Every run of a database file, read with statements of its own rather than the engine's. */
export function* readRows(database: Database.Database): Generator<RunRows & { readonly run: RunRecord }> {
  const runs = database.prepare<[string], RunsTable>('select * from runs where id = ?')
  const steps = database.prepare<[string], StepRunsTable>('select * from step_runs where run_id = ? order by step_id, item_index')
  const attempts = database.prepare<[string], AttemptsTable>('select * from attempts where step_run_id in (select id from step_runs where run_id = ?)')
  const events = database.prepare<[string], RunEventsTable>('select * from run_events where run_id = ? order by seq')
  const approvals = database.prepare<[string], ApprovalsTable>('select * from approvals where run_id = ? order by asked_at, id')
  // No statement stays open while somebody looks at a run: whoever does may write.
  for (const { id } of database.prepare<[], { id: string }>('select id from runs order by id').all()) {
    const run = runs.get(id)
    if (run === undefined) continue
    yield { run: toRun(run), steps: steps.all(id).map(toStepRun), attempts: attempts.all(id).map(toAttempt), events: events.all(id).map(decodeEvent), approvals: approvals.all(id).map(toApproval) }
  }
}
