import { sql } from 'kysely'
import { required } from '../columns'
import type { SchemaMigration } from './migration'

export const createPipelines: SchemaMigration = {
  name: '0001-create-pipelines',
  async up(db) {
    await db.schema
      .createTable('pipelines')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', required)
      .addColumn('description', 'text', required)
      .addColumn('current_version', 'integer', required)
      .addColumn('folder', 'text', required)
      .addColumn('steps_total', 'integer', required)
      .addColumn('created_at', 'bigint', required)
      .addColumn('updated_at', 'bigint', required)
      .addColumn('removed_at', 'bigint')
      .execute()
    await db.schema.createIndex('pipelines_name').unique().on('pipelines').column('name').where(sql.ref('removed_at'), 'is', null).execute()

    await db.schema
      .createTable('pipeline_versions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('pipeline_id', 'text', (column) => column.notNull().references('pipelines.id'))
      .addColumn('number', 'integer', required)
      .addColumn('text', 'text', required)
      .addColumn('spec', 'text', required)
      .addColumn('hash', 'text', required)
      .addColumn('folder', 'text', required)
      .addColumn('created_at', 'bigint', required)
      .addUniqueConstraint('pipeline_versions_number', ['pipeline_id', 'number'])
      .execute()
  },
}
