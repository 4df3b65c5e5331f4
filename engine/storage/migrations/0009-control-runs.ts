import { sql } from 'kysely'
import { zero } from '../columns'
import type { SchemaMigration } from './migration'

/** What runs on failure, pausing, and places in groups need of a run. */
export const controlRuns: SchemaMigration = {
  name: '0009-control-runs',
  async up(db) {
    const { schema } = db
    await schema.alterTable('runs').addColumn('on_failure_open', 'integer', zero).execute()
    await schema.alterTable('runs').addColumn('paused_at', 'bigint').execute()
    await schema.alterTable('runs').addColumn('group_name', 'text').execute()
    await schema.alterTable('runs').addColumn('admitted_at', 'bigint').execute()
    await schema.createIndex('runs_paused').on('runs').column('paused_at').where(sql.ref('paused_at'), 'is not', null).execute()
    // Open runs of a group, those that wait first, and these in the order in which they get a place.
    await schema
      .createIndex('runs_group')
      .on('runs')
      .columns(['pipeline_id', 'group_name', 'admitted_at', 'priority desc', 'id'])
      .where((e) => e.and([e(sql.ref('group_name'), 'is not', null), e(sql.ref('finished_at'), 'is', null)]))
      .execute()
  },
}
