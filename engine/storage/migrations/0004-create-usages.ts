import { sql } from 'kysely'
import { required } from '../columns'
import type { SchemaMigration } from './migration'

/** What models used, settings, secrets, and the order of log lines over all runs. */
export const createUsages: SchemaMigration = {
  name: '0004-create-usages',
  async up(db, dialect) {
    await dialect
      .clustered(db.schema.createTable('usages'))
      .addColumn('run_id', 'text', required)
      .addColumn('step_run_id', 'text', required)
      .addColumn('number', 'integer', required)
      .addColumn('model', 'text', required)
      .addColumn('step_id', 'text', required)
      .addColumn('item_index', 'integer', required)
      .addColumn('at', 'bigint', required)
      .addColumn('input_tokens', 'bigint', required)
      .addColumn('output_tokens', 'bigint', required)
      .addColumn('estimated', 'integer', required)
      .addColumn('usd', 'double precision')
      .addPrimaryKeyConstraint('usages_key', ['run_id', 'step_run_id', 'number', 'model'])
      .execute()

    await db.schema
      .createTable('settings')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', required)
      .addColumn('updated_at', 'bigint', required)
      .execute()

    await db.schema
      .createTable('secrets')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('sealed', 'text', required)
      .addColumn('created_at', 'bigint', required)
      .addColumn('updated_at', 'bigint', required)
      .execute()

    await db.schema.alterTable('log_chunks').addColumn('place', 'bigint', (column) => column.notNull().defaultTo(0)).execute()
    // Ids of runs grow with time: as near as one can come to the order in which the lines were written.
    await sql`
      with ordered as (select run_id, first_seq, row_number() over (order by run_id, first_seq) as place from log_chunks)
      update log_chunks set place = ordered.place from ordered where ordered.run_id = log_chunks.run_id and ordered.first_seq = log_chunks.first_seq`.execute(db)
    await db.schema.createIndex('log_chunks_place').on('log_chunks').column('place').execute()
  },
}
