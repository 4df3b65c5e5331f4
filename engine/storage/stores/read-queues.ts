import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import type { AttemptOfRun } from '../../ports/records'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

type QueueReads = Pick<ReadStores, 'queues' | 'expiredAttempts' | 'attemptsAtWork' | 'dueTimers' | 'nextTimer' | 'readyWithoutAttempt'>

const due = sql<boolean>`status = 'queued' and turn is not null`
const later = sql<boolean>`status = 'queued' and turn is null`
const running = sql<boolean>`status = 'running'`
const onTimer = sql<boolean>`waiting_reason = 'timer'`

export function createQueueReads(database: Database.Database, db: Kysely<Schema>): QueueReads {
  // Read whenever something moves and a screen looks on.
  const countBy = (condition: typeof due) =>
    prepare(database, db, (kysely, _params: Record<never, never>) =>
      kysely
        .selectFrom('attempts')
        .select((e) => ['queue', e.fn.countAll<number>().as('count')])
        .where(condition)
        .groupBy('queue'),
    )
  const dueByQueue = countBy(due)
  const laterByQueue = countBy(later)
  const runningByQueue = countBy(running)
  return {
    async queues() {
      const waiting = [...dueByQueue.all({}), ...laterByQueue.all({})]
      const working = runningByQueue.all({})
      const names = new Set([...waiting, ...working].map(({ queue }) => queue))
      const of = (rows: readonly { queue: string; count: number }[], name: string) => rows.reduce((sum, { queue, count }) => (queue === name ? sum + Number(count) : sum), 0)
      return [...names].sort().map((name) => ({ name, running: of(working, name), queued: of(waiting, name) }))
    },
    async expiredAttempts(now, { skip, limit }) {
      const rows = await db.selectFrom('attempts').select(['step_run_id', 'number', 'run_id']).where(running).where('lease_expires_at', '<', now).orderBy('lease_expires_at').limit(limit).offset(skip).execute()
      return rows.map(toAttemptOfRun)
    },
    async attemptsAtWork({ skip, limit }) {
      const rows = await db.selectFrom('attempts').select(['step_run_id', 'number', 'run_id']).where(running).orderBy('lease_expires_at').limit(limit).offset(skip).execute()
      return rows.map(toAttemptOfRun)
    },
    async dueTimers(now, limit) {
      const rows = await db.selectFrom('step_runs').select('id').where(onTimer).where('wake_at', '<=', now).orderBy('wake_at').limit(limit).execute()
      return rows.map(({ id }) => id)
    },
    async nextTimer(after) {
      const row = await db.selectFrom('step_runs').select('wake_at').where(onTimer).where('wake_at', '>', after).orderBy('wake_at').limit(1).executeTakeFirst()
      return row?.wake_at ?? null
    },
    async readyWithoutAttempt({ skip, limit }) {
      const rows = await db
        .selectFrom('runs')
        .innerJoin('step_runs', 'step_runs.run_id', 'runs.id')
        .select('step_runs.id')
        .where('runs.status', 'in', ['queued', 'running', 'waiting'])
        .where((e) => e.or([e('step_runs.status', '=', 'ready'), e.and([e('step_runs.status', '=', 'waiting'), e('step_runs.waiting_reason', '=', 'slot')])]))
        .where((e) => e.not(e.exists(e.selectFrom('attempts').select('attempts.number').whereRef('attempts.step_run_id', '=', 'step_runs.id').where('attempts.status', 'in', ['queued', 'running']))))
        .limit(limit)
        .offset(skip)
        .execute()
      return rows.map(({ id }) => id)
    },
  }
}

const toAttemptOfRun = ({ step_run_id, number, run_id }: Pick<Schema['attempts'], 'step_run_id' | 'number' | 'run_id'>): AttemptOfRun => ({ stepRunId: step_run_id, number, runId: run_id })
