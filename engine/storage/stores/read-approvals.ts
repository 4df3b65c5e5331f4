import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { ApprovalFilter } from '../../contract/approval'
import type { ReadStores } from '../../ports/read-stores'
import { toApproval, toApprovalLine, toItemIndex } from '../codecs'
import { isAmong } from '../columns'
import { isRunOver } from '../../core/runs/run-state'
import { RUN_STATUSES } from '../../contract/run-status'
import type { Schema } from '../schema'

type ApprovalReads = Pick<ReadStores, 'approvals' | 'approval' | 'expiredApprovals' | 'nextExpiry' | 'childOf' | 'parentOf' | 'waitingForEndedChild'>

/** Everything but what may be large. */
const LINE_COLUMNS = [
  'approvals.id',
  'approvals.run_id',
  'approvals.step_run_id',
  'approvals.step_id',
  'approvals.item_index',
  'approvals.attempt',
  'approvals.purpose',
  'approvals.question',
  'approvals.roles',
  'approvals.asked_at',
  'approvals.expires_at',
  'approvals.on_expiry',
  'approvals.status',
  'approvals.answered_by',
  'approvals.answered_at',
  'approvals.comment',
] as const

// A literal: only then does the planner use the partial indexes.
const open = sql<boolean>`approvals.status = 'open'`

export function createApprovalReads(db: Kysely<Schema>): ApprovalReads {
  return {
    async approvals(filter, { skip, limit }) {
      const rows = await db
        .selectFrom('approvals')
        .innerJoin('runs', 'runs.id', 'approvals.run_id')
        .select([...LINE_COLUMNS, 'runs.external_id', 'runs.pipeline_name'])
        .where((e) => matches(e, filter))
        .orderBy('approvals.asked_at', 'desc')
        .orderBy('approvals.id', 'desc')
        .limit(limit)
        .offset(skip)
        .execute()
      const { total } = await db
        .selectFrom('approvals')
        .select((e) => e.fn.countAll<number>().as('total'))
        .where((e) => matches(e, filter))
        .executeTakeFirstOrThrow()
      return { items: rows.map(toApprovalLine), total: Number(total) }
    },
    async approval(id) {
      const row = await db
        .selectFrom('approvals')
        .innerJoin('runs', 'runs.id', 'approvals.run_id')
        .selectAll('approvals')
        .select(['runs.external_id', 'runs.pipeline_name'])
        .where('approvals.id', '=', id)
        .executeTakeFirst()
      return row === undefined ? null : { ...toApproval(row), externalId: row.external_id, pipelineName: row.pipeline_name }
    },
    async expiredApprovals(now, limit) {
      const rows = await db.selectFrom('approvals').select('id').where(open).where('expires_at', '<=', now).orderBy('expires_at').limit(limit).execute()
      return rows.map(({ id }) => id)
    },
    async nextExpiry(after) {
      const row = await db.selectFrom('approvals').select('expires_at').where(open).where('expires_at', '>', after).orderBy('expires_at').limit(1).executeTakeFirst()
      return row?.expires_at ?? null
    },
    async childOf(stepRunId) {
      const row = await db.selectFrom('runs').select(['id', 'external_id', 'pipeline_name', 'status']).where('parent_step_run_id', '=', stepRunId).executeTakeFirst()
      return row === undefined ? null : { runId: row.id, externalId: row.external_id, pipelineName: row.pipeline_name, status: row.status }
    },
    async parentOf(runId) {
      const row = await db
        .selectFrom('runs as child')
        .innerJoin('runs as parent', 'parent.id', 'child.parent_run_id')
        .innerJoin('step_runs', 'step_runs.id', 'child.parent_step_run_id')
        .select(['parent.id', 'parent.external_id', 'parent.pipeline_name', 'step_runs.id as step_run_id', 'step_runs.step_id', 'step_runs.item_index'])
        .where('child.id', '=', runId)
        .executeTakeFirst()
      if (row === undefined) return null
      return { runId: row.id, externalId: row.external_id, pipelineName: row.pipeline_name, stepRunId: row.step_run_id, stepId: row.step_id, itemIndex: toItemIndex(row.item_index) }
    },
    async waitingForEndedChild({ skip, limit }) {
      const rows = await db
        .selectFrom('step_runs')
        .leftJoin('runs', 'runs.parent_step_run_id', 'step_runs.id')
        .select('step_runs.id')
        .where(sql<boolean>`step_runs.waiting_reason = 'child'`)
        .where((e) => e.or([e('runs.id', 'is', null), isAmong('runs.status', RUN_STATUSES.filter(isRunOver))]))
        .limit(limit)
        .offset(skip)
        .execute()
      return rows.map(({ id }) => id)
    },
  }
}

function matches(e: ExpressionBuilder<Schema, 'approvals'>, { state, runId, stepRunId }: ApprovalFilter) {
  const conditions = []
  if (state === 'open') conditions.push(open)
  if (state === 'answered') conditions.push(sql<boolean>`approvals.status <> 'open'`)
  if (runId !== undefined) conditions.push(e('approvals.run_id', '=', runId))
  if (stepRunId !== undefined) conditions.push(e('approvals.step_run_id', '=', stepRunId))
  return e.and(conditions)
}
