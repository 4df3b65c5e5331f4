import type Database from 'better-sqlite3'
import type { RunEvent } from '../../contract/events'
import { OPEN_RUN_STATUSES } from '../../core/runs/run-state'
import { OPEN_STEP_STATUSES } from '../../core/runs/step-state'
import { EngineError } from '../../core/shared/engine-error'
import { encodeError, encodeEvent, toItemIndex } from '../codecs'
import type { ApprovalsTable, RunsTable, StepRunsTable } from '../schema'

const texts = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ')
const STEP_IS_OPEN = `status in (${texts(OPEN_STEP_STATUSES)})`

/** Open steps that nobody will ever take further: their attempt, their question or their items are lost. Attempts of those that are ready, or wait for a place, are made anew. */
const LEFT_ALONE = `
  select 1 from step_runs as step where step.run_id = runs.id and (
    (step.status = 'running' and step.map_total is null
      and not exists (select 1 from attempts where step_run_id = step.id and number = step.attempt and status = 'running'))
    or (step.status = 'running' and step.map_total is not null and (
      step.map_total <> (select count(*) from step_runs as item where item.run_id = step.run_id and item.step_id = step.step_id and item.item_index >= 0)
      or not exists (select 1 from step_runs as item where item.run_id = step.run_id and item.step_id = step.step_id and item.item_index >= 0 and item.${STEP_IS_OPEN})))
    or (step.waiting_reason = 'retry' and not exists (select 1 from attempts where step_run_id = step.id and number = step.attempt and status = 'queued'))
    or (step.waiting_reason = 'approval' and not exists (select 1 from approvals where step_run_id = step.id and attempt = step.attempt and status = 'open')))`

const TOP_LEVEL = 'from step_runs where run_id = runs.id and item_index = -1'

const CUT = `
  select id, status, cancel_requested_at, max(last_seq, (select coalesce(max(seq), 0) from run_events where run_id = runs.id)) as last_seq
  from runs where status in (${texts(OPEN_RUN_STATUSES)}) and (
    steps_total <> (select count(*) ${TOP_LEVEL}) or steps_open <> (select count(*) ${TOP_LEVEL} and ${STEP_IS_OPEN}) or exists (${LEFT_ALONE}))`

type CutRun = Pick<RunsTable, 'id' | 'status' | 'cancel_requested_at' | 'last_seq'>
type OpenStep = Pick<StepRunsTable, 'id' | 'step_id' | 'item_index' | 'attempt'>
type Question = Pick<ApprovalsTable, 'id' | 'step_run_id' | 'step_id' | 'item_index' | 'attempt'>
type Happened<Event = RunEvent> = Event extends RunEvent ? Omit<Event, 'seq' | 'at'> : never

const lost = new EngineError('storage_corrupt', 'Part of this run could not be read when its data folder was salvaged, so it cannot go on. Start it anew.').toInfo()

/** Ends the open runs that lost rows without which they would never end; their history tells of it as of any other end. Returns how many. */
export function endCutRuns(database: Database.Database, now: number): number {
  const cut = database.prepare<[], CutRun>(CUT).all()
  for (const run of cut) endRun(database, run, now)
  return cut.length
}

function endRun(database: Database.Database, run: CutRun, at: number): void {
  let seq = run.last_seq
  const insert = database.prepare('insert into run_events (run_id, seq, at, type, payload) values (?, ?, ?, ?, ?)')
  const tell = (event: Happened) => {
    seq += 1
    insert.run(run.id, seq, at, event.type, encodeEvent({ ...event, seq, at }))
  }
  // A run fails only once it has begun.
  if (run.status === 'queued' && run.cancel_requested_at === null) tell({ type: 'run.changed', status: 'running', error: null })
  withdrawQuestions(database, run.id, { at, tell })
  cancelSteps(database, run.id, { at, tell })
  const status = run.cancel_requested_at === null ? 'failed' : 'cancelled'
  tell({ type: 'run.changed', status, error: lost })
  const count = (rest: string) => `(select count(*) ${TOP_LEVEL} ${rest})`
  database
    .prepare(
      `update runs set status = ?, error = ?, started_at = coalesce(started_at, ?), finished_at = ?, paused_at = null, last_seq = ?,
        steps_total = ${count('')}, steps_open = 0, steps_active = 0, steps_failed = ${count("and status = 'failed'")}, on_failure_open = 0 where id = ?`,
    )
    .run(status, encodeError(lost), at, at, seq, run.id)
}

interface Telling {
  readonly at: number
  readonly tell: (event: Happened) => void
}

function withdrawQuestions(database: Database.Database, runId: string, { at, tell }: Telling): void {
  const withdrawn = database
    .prepare<[number, string], Question>("update approvals set status = 'withdrawn', answered_at = ? where run_id = ? and status = 'open' returning id, step_run_id, step_id, item_index, attempt")
    .all(at, runId)
  for (const { id, step_run_id: stepRunId, step_id: stepId, item_index: index, attempt } of withdrawn)
    tell({ type: 'approval.answered', approvalId: id, stepRunId, stepId, itemIndex: toItemIndex(index), attempt, status: 'withdrawn', by: null, comment: '' })
}

function cancelSteps(database: Database.Database, runId: string, { at, tell }: Telling): void {
  database
    .prepare("update attempts set status = case status when 'running' then 'lost' else 'cancelled' end, finished_at = ? where run_id = ? and status in ('queued', 'running')")
    .run(at, runId)
  const cancelled = database
    .prepare<[number, string], OpenStep>(`update step_runs set status = 'cancelled', waiting_reason = null, wake_at = null, finished_at = ?, map_open = 0 where run_id = ? and ${STEP_IS_OPEN} returning id, step_id, item_index, attempt`)
    .all(at, runId)
  const ended = { type: 'step.changed', status: 'cancelled', waiting: null, skipReason: null, error: null, items: null, lost: false, reusedFrom: null, reusedItems: null } as const
  // Items first: the end of their step says that the others have ended. Of those that were never begun nobody hears.
  for (const { id, step_id: stepId, item_index: index, attempt } of cancelled.toSorted((one, other) => other.item_index - one.item_index))
    if (index < 0 || attempt > 0) tell({ ...ended, stepRunId: id, stepId, itemIndex: toItemIndex(index), attempt })
}
