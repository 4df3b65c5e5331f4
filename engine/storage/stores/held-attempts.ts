import { sql, type Kysely } from 'kysely'
import type { AttemptWrites } from '../../ports/write-stores'
import type { Schema } from '../schema'

/** Attempts of paused runs: queued, but not due until their run goes on. `writeOut` tells the database what was gathered. */
export function createHeldAttempts(kysely: Kysely<Schema>, writeOut: () => void): Pick<AttemptWrites, 'hold' | 'release'> {
  const queuedOf = (runId: string) =>
    kysely
      .updateTable('attempts')
      .where('step_run_id', 'in', kysely.selectFrom('step_runs').select('id').where('run_id', '=', runId).where('attempt', '>', 0))
      .where('status', '=', sql.lit('queued' as const))
  return {
    async hold(runId, until) {
      writeOut()
      await queuedOf(runId).set({ available_at: until, turn: null }).execute()
    },
    async release(runId, { heldUntil, at }) {
      writeOut()
      const retryAt = sql<number | null>`(select wake_at from step_runs where step_runs.id = attempts.step_run_id and waiting_reason = 'retry')`
      const released = await queuedOf(runId)
        .where('available_at', '=', heldUntil)
        .set({ available_at: sql<number>`coalesce(${retryAt}, ${at})` })
        .returning(['queue', 'available_at', 'priority'])
        .execute()
      const wakes = released.map(({ queue, available_at, priority }) => ({ queue, at: available_at, priority }))
      return [...new Map(wakes.map((wake) => [`${wake.queue} ${wake.at}`, wake])).values()]
    },
  }
}
