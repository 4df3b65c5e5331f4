import type Database from 'better-sqlite3'
import type { ConcurrencySpec } from '../../core/pipelines/spec'
import { violating, type Violation } from '../history/check-rows'
import { groupBy } from '../../core/shared/group-by'

/** An open run as its row tells it. */
export interface GroupRow {
  readonly id: string
  readonly group_name: string
  readonly status: string
  readonly priority: number
  readonly admitted_at: number | null
  readonly paused_at: number | null
  readonly cancel_requested_at: number | null
  /** Attempts that were ever made of its steps. */
  readonly attempts: number
}

/** Looks at the open runs of a database, as often as it is asked to. */
export function openRunsOf(database: Database.Database): () => readonly GroupRow[] {
  const open = database.prepare<[], GroupRow>(
    `select id, group_name, status, priority, admitted_at, paused_at, cancel_requested_at,
            (select count(*) from attempts where attempts.run_id = runs.id) as attempts
     from runs where finished_at is null order by id`,
  )
  return () => open.all()
}

const waits = (run: GroupRow): boolean => run.admitted_at === null && run.paused_at === null

/** Who gets a place before whom: the more urgent, then the older. */
const goesBefore = (one: GroupRow, other: GroupRow): boolean => one.priority > other.priority || (one.priority === other.priority && one.id < other.id)

/** I11: what is wrong with groups as they are now, and with how they came to be so from `before`. */
export function checkGroups(now: readonly GroupRow[], before: readonly GroupRow[], { limit, overlap }: ConcurrencySpec): readonly Violation[] {
  const known = new Map(before.map((run) => [run.id, run]))
  const wrong = [...groupBy(now, (run) => run.group_name)].flatMap(([group, runs]) => {
    const holding = runs.filter(({ admitted_at }) => admitted_at !== null)
    const waiting = runs.filter(waits)
    const admitted = holding.filter(({ id }) => (known.get(id)?.admitted_at ?? null) === null)
    const uncancelled = runs.filter((run) => run.cancel_requested_at === null)
    return [
      ...(holding.length > limit ? [`${holding.length} runs of ${group} go on; ${limit} may`] : []),
      ...(holding.length < limit && waiting.length > 0 ? [`${waiting.length} runs of ${group} wait, though a place is free`] : []),
      ...(overlap === 'skip' && holding.length < runs.length ? [`a run of ${group} waits, where it should have been left out`] : []),
      ...(overlap === 'cancel_oldest' && uncancelled.length > limit ? [`${uncancelled.length} runs of ${group} are open and not being cancelled`] : []),
      ...admitted.flatMap((run) => waiting.filter((other) => goesBefore(other, run)).map((other) => `${run.id} got a place before ${other.id}`)),
    ]
  })
  const begun = now
    .filter((run) => run.admitted_at === null && (run.attempts > 0 || run.status !== 'queued'))
    .map(({ id }) => `${id} has begun without a place`)
  return violating('I11', [...wrong, ...begun])
}
