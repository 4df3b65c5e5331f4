import { required } from '../columns'
import type { SchemaMigration } from './migration'

export const createLogs: SchemaMigration = {
  name: '0003-create-logs',
  async up(db, dialect) {
    await dialect
      .clustered(db.schema.createTable('log_chunks'))
      .addColumn('run_id', 'text', required)
      .addColumn('first_seq', 'bigint', required)
      .addColumn('last_seq', 'bigint', required)
      .addColumn('step_run_id', 'text', required)
      .addColumn('step_id', 'text', required)
      .addColumn('item_index', 'integer', required)
      .addColumn('attempt', 'integer', required)
      .addColumn('lines', 'text', required)
      .addPrimaryKeyConstraint('log_chunks_key', ['run_id', 'first_seq'])
      .execute()
    await db.schema.createIndex('log_chunks_step').on('log_chunks').columns(['run_id', 'step_run_id', 'first_seq']).execute()
  },
}
