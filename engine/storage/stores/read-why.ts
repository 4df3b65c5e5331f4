import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import { toItemIndex } from '../codecs'
import { isAmong } from '../columns'
import type { Schema } from '../schema'

type WhyReads = Pick<ReadStores, 'openSteps'>

const atStake = isAmong('step_runs.status', ['ready', 'running', 'waiting'])
/** A mapped step goes on through its items. */
const inItems = sql<boolean>`(step_runs.map_total is not null and step_runs.item_index < 0 and step_runs.map_open > 0)`
const openQuestion = sql<boolean>`approvals.status = 'open'`

export function createWhyReads(db: Kysely<Schema>): WhyReads {
  return {
    async openSteps(runId, limit) {
      const rows = await db
        .selectFrom('step_runs')
        .leftJoin('attempts', (join) => join.onRef('attempts.step_run_id', '=', 'step_runs.id').onRef('attempts.number', '=', 'step_runs.attempt'))
        .leftJoin('approvals', (join) => join.onRef('approvals.step_run_id', '=', 'step_runs.id').on(openQuestion))
        .leftJoin('runs as child', 'child.parent_step_run_id', 'step_runs.id')
        .select(['step_runs.id', 'step_runs.step_id', 'step_runs.item_index', 'step_runs.status', 'step_runs.waiting_reason', 'step_runs.wake_at'])
        .select(['attempts.queue', 'attempts.lane', 'attempts.available_at', 'attempts.started_at', 'attempts.status as attempt_status'])
        .select(['approvals.id as approval_id', 'approvals.asked_at', 'approvals.expires_at'])
        .select(['child.id as child_id', 'child.external_id as child_external_id', 'child.status as child_status'])
        .where('step_runs.run_id', '=', runId)
        .where(atStake)
        .where((e) => e.not(inItems))
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        stepRunId: row.id,
        stepId: row.step_id,
        itemIndex: toItemIndex(row.item_index),
        status: row.status,
        waiting: row.waiting_reason === null ? null : { reason: row.waiting_reason, until: row.wake_at },
        since: row.attempt_status === 'running' ? row.started_at : row.available_at,
        queue: row.queue,
        lane: row.lane === '' ? null : row.lane,
        approval: row.approval_id === null || row.asked_at === null ? null : { id: row.approval_id, askedAt: row.asked_at, expiresAt: row.expires_at },
        child:
          row.child_id === null || row.child_external_id === null || row.child_status === null
            ? null
            : { runId: row.child_id, externalId: row.child_external_id, status: row.child_status },
      }))
    },
  }
}
