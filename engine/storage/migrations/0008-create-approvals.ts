import { sql } from 'kysely'
import { APPROVAL_STATUSES } from '../../contract/approval'
import { among, required, zero } from '../columns'
import type { SchemaMigration } from './migration'

/** Questions to people, and runs that steps of other runs have started. */
export const createApprovals: SchemaMigration = {
  name: '0008-create-approvals',
  async up(db) {
    await db.schema
      .createTable('approvals')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('run_id', 'text', required)
      .addColumn('step_run_id', 'text', required)
      .addColumn('step_id', 'text', required)
      .addColumn('item_index', 'integer', required)
      .addColumn('attempt', 'integer', required)
      .addColumn('purpose', 'text', required)
      .addColumn('question', 'text', required)
      .addColumn('evidence', 'text')
      .addColumn('value', 'text')
      .addColumn('value_schema', 'text')
      .addColumn('roles', 'text', required)
      .addColumn('asked_at', 'bigint', required)
      .addColumn('expires_at', 'bigint')
      .addColumn('on_expiry', 'text', required)
      .addColumn('on_reject', 'text', required)
      .addColumn('status', 'text', among('status', APPROVAL_STATUSES))
      .addColumn('answered_by', 'text')
      .addColumn('answered_at', 'bigint')
      .addColumn('comment', 'text', required)
      .addColumn('answer', 'text')
      .execute()
    const open = [sql.ref('status'), '=', sql.lit('open')] as const
    await db.schema.createIndex('approvals_attempt').unique().on('approvals').columns(['step_run_id', 'attempt']).execute()
    await db.schema.createIndex('approvals_run').on('approvals').columns(['run_id', 'asked_at', 'id']).execute()
    await db.schema.createIndex('approvals_asked').on('approvals').columns(['asked_at', 'id']).execute()
    await db.schema.createIndex('approvals_open').on('approvals').columns(['asked_at', 'id']).where(...open).execute()
    await db.schema.createIndex('approvals_expiring').on('approvals').column('expires_at').where(...open).execute()

    await db.schema.alterTable('runs').addColumn('parent_run_id', 'text').execute()
    await db.schema.alterTable('runs').addColumn('parent_step_run_id', 'text').execute()
    await db.schema.alterTable('runs').addColumn('parent_waits', 'integer', zero).execute()
    await db.schema.alterTable('runs').addColumn('depth', 'integer', zero).execute()
    // A step run has one child at most, whatever becomes of its attempts.
    await db.schema.createIndex('runs_parent_step').unique().on('runs').column('parent_step_run_id').where(sql.ref('parent_step_run_id'), 'is not', null).execute()
    await db.schema.createIndex('runs_parent').on('runs').columns(['parent_run_id', 'status']).where(sql.ref('parent_run_id'), 'is not', null).execute()
    await db.schema.createIndex('step_runs_on_children').on('step_runs').column('run_id').where(sql.ref('waiting_reason'), '=', sql.lit('child')).execute()
  },
}
