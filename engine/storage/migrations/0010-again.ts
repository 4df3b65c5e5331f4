import { sql } from 'kysely'
import { DEAD_LETTER_STATUSES } from '../../contract/dead-letter'
import { among, required, zero } from '../columns'
import type { SchemaMigration } from './migration'

/** Runs made from earlier ones, outputs that are taken over, the step cache, and dead letters. */
export const again: SchemaMigration = {
  name: '0010-again',
  async up(db, dialect) {
    const { schema } = db
    await schema.alterTable('runs').addColumn('origin_run_id', 'text').execute()
    await schema.alterTable('runs').addColumn('origin', 'text').execute()
    await schema.alterTable('runs').addColumn('no_cache', 'integer', zero).execute()
    await schema.createIndex('runs_origin').on('runs').column('origin_run_id').where(sql.ref('origin_run_id'), 'is not', null).execute()

    await schema.alterTable('step_runs').addColumn('reused_from', 'text').execute()
    await schema.alterTable('step_runs').addColumn('items_from', 'text').execute()
    await schema.alterTable('step_runs').addColumn('map_reused', 'integer', zero).execute()

    await dialect
      .clustered(schema.createTable('step_cache'))
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('step_run_id', 'text', required)
      .addColumn('external_id', 'text', required)
      .addColumn('output', 'text')
      .addColumn('expires_at', 'bigint', required)
      .execute()
    await schema.createIndex('step_cache_expiry').on('step_cache').column('expires_at').execute()

    await schema
      .createTable('dead_letters')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('run_id', 'text', required)
      .addColumn('external_id', 'text', required)
      .addColumn('step_run_id', 'text', required)
      .addColumn('step_id', 'text', required)
      .addColumn('pipeline_id', 'text', required)
      .addColumn('pipeline_name', 'text', required)
      .addColumn('error', 'text', required)
      .addColumn('shape', 'text', required)
      .addColumn('attempts', 'integer', required)
      .addColumn('items_failed', 'integer', zero)
      .addColumn('at', 'bigint', required)
      .addColumn('status', 'text', among('status', DEAD_LETTER_STATUSES))
      .addColumn('closed_at', 'bigint')
      .addColumn('new_run_id', 'text')
      .addColumn('new_external_id', 'text')
      .addColumn('reason', 'text')
      .execute()
    await schema.createIndex('dead_letters_status').on('dead_letters').columns(['status', 'id']).execute()
    await schema.createIndex('dead_letters_shape').on('dead_letters').columns(['status', 'pipeline_id', 'shape', 'id']).execute()
    await schema.createIndex('dead_letters_run').on('dead_letters').column('run_id').execute()
  },
}
