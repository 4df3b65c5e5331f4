import { sql } from 'kysely'
import { ATTEMPT_STATUSES } from '../../contract/attempt'
import { RUN_STATUSES } from '../../contract/run-status'
import { STEP_STATUSES } from '../../contract/step'
import { among, required, zero } from '../columns'
import type { SchemaMigration } from './migration'

const TABLES = ['runs', 'step_runs', 'attempts'] as const

/** The same tables with checks of their statuses that are quick; a check can only be replaced with its table. */
export const lightenChecks: SchemaMigration = {
  name: '0005-lighten-checks',
  async up(db, dialect) {
    for (const table of TABLES) await db.schema.alterTable(table).renameTo(`${table}_before`).execute()
    for (const index of [
      'runs_external_id',
      'runs_pipeline',
      'runs_idempotency_key',
      'runs_status',
      'step_runs_place',
      'step_runs_timers',
      'attempts_queued',
      'attempts_at_work',
    ])
      await db.schema.dropIndex(index).execute()

    await db.schema
      .createTable('runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('external_id', 'text', required)
      .addColumn('pipeline_id', 'text', required)
      .addColumn('pipeline_name', 'text', required)
      .addColumn('version_id', 'text', required)
      .addColumn('version', 'integer', required)
      .addColumn('status', 'text', among('status', RUN_STATUSES))
      .addColumn('started_by', 'text', required)
      .addColumn('priority', 'integer', required)
      .addColumn('input', 'text', required)
      .addColumn('input_hash', 'text', required)
      .addColumn('idempotency_key', 'text')
      .addColumn('output', 'text')
      .addColumn('error', 'text')
      .addColumn('created_at', 'bigint', required)
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('cancel_requested_at', 'bigint')
      .addColumn('steps_total', 'integer', required)
      .addColumn('steps_open', 'integer', required)
      .addColumn('steps_active', 'integer', required)
      .addColumn('steps_failed', 'integer', zero)
      .addColumn('last_seq', 'bigint', zero)
      .addColumn('last_log_seq', 'bigint', zero)
      .execute()
    await db.schema.createIndex('runs_external_id').unique().on('runs').column('external_id').execute()
    await db.schema.createIndex('runs_pipeline').on('runs').columns(['pipeline_id', 'id']).execute()
    await db.schema
      .createIndex('runs_idempotency_key')
      .unique()
      .on('runs')
      .columns(['pipeline_id', 'idempotency_key'])
      .where(sql.ref('idempotency_key'), 'is not', null)
      .execute()
    await db.schema.createIndex('runs_status').on('runs').columns(['status', 'id']).execute()

    await dialect
      .clustered(db.schema.createTable('step_runs'))
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('run_id', 'text', required)
      .addColumn('step_id', 'text', required)
      .addColumn('item_index', 'integer', required)
      .addColumn('parent_id', 'text')
      .addColumn('kind', 'text', required)
      .addColumn('status', 'text', among('status', STEP_STATUSES))
      .addColumn('waiting_reason', 'text')
      .addColumn('wake_at', 'bigint')
      .addColumn('skip_reason', 'text')
      .addColumn('remaining_needs', 'integer', required)
      .addColumn('unmet_needs', 'integer', zero)
      .addColumn('failed_needs', 'integer', zero)
      .addColumn('attempt', 'integer', zero)
      .addColumn('lost_attempts', 'integer', zero)
      .addColumn('map_total', 'integer')
      .addColumn('map_next', 'integer', zero)
      .addColumn('map_open', 'integer', zero)
      .addColumn('map_done', 'integer', zero)
      .addColumn('map_failed', 'integer', zero)
      .addColumn('item', 'text')
      .addColumn('input', 'text')
      .addColumn('output', 'text')
      .addColumn('error', 'text')
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .execute()
    await db.schema.createIndex('step_runs_place').unique().on('step_runs').columns(['run_id', 'step_id', 'item_index']).execute()
    await db.schema.createIndex('step_runs_timers').on('step_runs').column('wake_at').where(sql.ref('waiting_reason'), '=', sql.lit('timer')).execute()

    await dialect
      .clustered(db.schema.createTable('attempts'))
      .addColumn('step_run_id', 'text', required)
      .addColumn('number', 'integer', required)
      .addColumn('run_id', 'text', required)
      .addColumn('status', 'text', among('status', ATTEMPT_STATUSES))
      .addColumn('queue', 'text', required)
      .addColumn('priority', 'integer', required)
      .addColumn('available_at', 'bigint', required)
      .addColumn('lease_owner', 'text')
      .addColumn('lease_expires_at', 'bigint')
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('error', 'text')
      .addPrimaryKeyConstraint('attempts_key', ['step_run_id', 'number'])
      .execute()
    await db.schema
      .createIndex('attempts_queued')
      .on('attempts')
      .columns(['queue', 'priority desc', 'available_at'])
      .where(sql.ref('status'), '=', sql.lit('queued'))
      .execute()
    await db.schema.createIndex('attempts_at_work').on('attempts').column('lease_expires_at').where(sql.ref('status'), '=', sql.lit('running')).execute()

    for (const table of TABLES) {
      await sql`insert into ${sql.table(table)} select * from ${sql.table(`${table}_before`)}`.execute(db)
      await db.schema.dropTable(`${table}_before`).execute()
    }
  },
}
