import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

type QueueReads = Pick<ReadStores, 'queues' | 'expiredAttempts' | 'attemptsAtWork' | 'dueTimers' | 'nextTimer' | 'nextAttemptDue' | 'readyWithoutAttempt'>

const queued = sql<boolean>`status = 'queued'`
const running = sql<boolean>`status = 'running'`
const onTimer = sql<boolean>`waiting_reason = 'timer'`

export function createQueueReads(database: Database.Database, db: Kysely<Schema>): QueueReads {
  // Read whenever something moves and a screen looks on.
  const countBy = (condition: typeof queued) =>
    prepare(database, db, (kysely, _params: Record<never, never>) =>
      kysely
        .selectFrom('attempts')
        .select((e) => ['queue', e.fn.countAll<number>().as('count')])
        .where(condition)
        .groupBy('queue'),
    )
  const queuedByQueue = countBy(queued)
  const runningByQueue = countBy(running)
  return {
    async queues() {
      const waiting = queuedByQueue.all({})
      const working = runningByQueue.all({})
      const names = new Set([...waiting, ...working].map(({ queue }) => queue))
      const of = (rows: readonly { queue: string; count: number }[], name: string) => Number(rows.find(({ queue }) => queue === name)?.count ?? 0)
      return [...names].sort().map((name) => ({ name, running: of(working, name), queued: of(waiting, name) }))
    },
    async expiredAttempts(now, limit) {
      const rows = await db.selectFrom('attempts').select(['step_run_id', 'number']).where(running).where('lease_expires_at', '<', now).orderBy('lease_expires_at').limit(limit).execute()
      return rows.map(({ step_run_id, number }) => ({ stepRunId: step_run_id, number }))
    },
    async attemptsAtWork(limit) {
      const rows = await db.selectFrom('attempts').select(['step_run_id', 'number']).where(running).orderBy('lease_expires_at').limit(limit).execute()
      return rows.map(({ step_run_id, number }) => ({ stepRunId: step_run_id, number }))
    },
    async dueTimers(now, limit) {
      const rows = await db.selectFrom('step_runs').select('id').where(onTimer).where('wake_at', '<=', now).orderBy('wake_at').limit(limit).execute()
      return rows.map(({ id }) => id)
    },
    async nextTimer() {
      const row = await db.selectFrom('step_runs').select('wake_at').where(onTimer).orderBy('wake_at').limit(1).executeTakeFirst()
      return row?.wake_at ?? null
    },
    async nextAttemptDue(after) {
      const row = await db
        .selectFrom('attempts')
        .select((e) => e.fn.min('available_at').as('at'))
        .where(queued)
        .where('available_at', '>', after)
        .executeTakeFirst()
      return row?.at == null ? null : Number(row.at)
    },
    async readyWithoutAttempt(limit) {
      const rows = await db
        .selectFrom('runs')
        .innerJoin('step_runs', 'step_runs.run_id', 'runs.id')
        .select('step_runs.id')
        .where('runs.status', 'in', ['queued', 'running', 'waiting'])
        .where('step_runs.status', '=', 'ready')
        .where((e) => e.not(e.exists(e.selectFrom('attempts').select('attempts.number').whereRef('attempts.step_run_id', '=', 'step_runs.id').where('attempts.status', 'in', ['queued', 'running']))))
        .limit(limit)
        .execute()
      return rows.map(({ id }) => id)
    },
  }
}
