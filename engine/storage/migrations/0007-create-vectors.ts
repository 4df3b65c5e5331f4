import { sql } from 'kysely'
import { METRICS } from '../../core/vectors/vector-collection'
import { among, required } from '../columns'
import type { SchemaMigration } from './migration'

/** Collections of vectors, for search by likeness. */
export const createVectors: SchemaMigration = {
  name: '0007-create-vectors',
  async up(db, dialect) {
    await db.schema
      .createTable('vector_collections')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('dimensions', 'integer', required)
      .addColumn('metric', 'text', among('metric', METRICS))
      .addColumn('created_at', 'bigint', required)
      .execute()

    // Not clustered: a vector takes a page or more, and a tree of the ids alone stays small.
    await db.schema
      .createTable('vectors')
      .addColumn('collection', 'text', required)
      .addColumn('id', 'text', required)
      // Ahead of the payload: a search without a filter reads no further.
      .addColumn('vector', sql.raw(dialect.bytes), required)
      .addColumn('payload', 'text', required)
      .addPrimaryKeyConstraint('vectors_key', ['collection', 'id'])
      .execute()
  },
}
