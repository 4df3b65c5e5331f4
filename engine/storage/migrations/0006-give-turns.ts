import { sql } from 'kysely'
import type { SchemaMigration } from './migration'

const queued = sql`status = ${sql.lit('queued')}`

/**
 * Turns, by which the attempts of a queue are fair to pipelines, and lanes, the limited things that attempts take places
 * of. What is queued has no turn yet: it is given one when it is looked at next, like a retry whose time has come.
 */
export const giveTurns: SchemaMigration = {
  name: '0006-give-turns',
  async up(db) {
    await db.schema.alterTable('attempts').addColumn('turn', 'bigint').execute()
    await db.schema
      .alterTable('attempts')
      .addColumn('lane', 'text', (column) => column.notNull().defaultTo(''))
      .execute()
    await db.schema.dropIndex('attempts_queued').execute()
    // In the order in which they are claimed.
    await sql`create index attempts_turns on attempts (queue, lane, priority desc, turn) where ${queued} and turn is not null`.execute(db)
    await sql`create index attempts_later on attempts (queue, available_at) where ${queued} and turn is null`.execute(db)
    // Who holds the places of a lane, and who waits for one.
    await sql`create index attempts_lanes on attempts (lane, status, turn) where lane <> '' and (${queued} or status = ${sql.lit('running')})`.execute(db)
  },
}
