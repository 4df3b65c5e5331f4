import { sql } from 'kysely'
import { required } from '../columns'
import type { SchemaMigration } from './migration'

/** Who holds which artifact, and the runs that are being removed. */
export const createArtifactRefs: SchemaMigration = {
  name: '0011-create-artifact-refs',
  async up(db, dialect) {
    await dialect
      .clustered(db.schema.createTable('artifact_refs'))
      .addColumn('sha256', 'text', required)
      .addColumn('run_id', 'text', required)
      .addPrimaryKeyConstraint('artifact_refs_key', ['sha256', 'run_id'])
      .execute()
    await db.schema.createIndex('artifact_refs_run').on('artifact_refs').column('run_id').execute()
    await db.schema
      .createTable('removals')
      .addColumn('run_id', 'text', (column) => column.primaryKey())
      .addColumn('removed_at', 'bigint', required)
      .execute()
    // A stored value that begins with `a` is `a["<64 characters of SHA-256>",…`.
    const held = (table: string, column: string, run: string) =>
      sql`select distinct substr(${sql.ref(column)}, 4, 64), ${sql.ref(run)} from ${sql.table(table)} where substr(${sql.ref(column)}, 1, 2) = 'a['`
    await sql`insert into artifact_refs (sha256, run_id) ${held('step_runs', 'input', 'run_id')} union ${held('step_runs', 'output', 'run_id')} union ${held('runs', 'output', 'id')}`.execute(db)
  },
}
