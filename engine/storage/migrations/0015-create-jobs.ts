import { required } from '../columns'
import type { SchemaMigration } from './migration'

/** Jobs that steps have given to other systems, which go on there whatever becomes of an attempt. */
export const createJobs: SchemaMigration = {
  name: '0015-create-jobs',
  async up({ schema }) {
    await schema
      .createTable('jobs')
      .addColumn('step_run_id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('run_id', 'text', required)
      .addColumn('job', 'text', required)
      .execute()
    await schema.createIndex('jobs_run').on('jobs').column('run_id').execute()
  },
}
