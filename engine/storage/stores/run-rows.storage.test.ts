import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { aNewRun } from '../../testing/builders'
import { sqliteDialect } from '../dialects/sqlite'
import { gatherWrites } from '../gathered-writes'
import { migrate } from '../migrate'
import { Outlet, type WriteBatch } from '../outlet'
import type { Schema } from '../schema'

async function open() {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  await migrate(db, dialect, async () => undefined)
  const outlet = new Outlet(database)
  return { database, outlet, writes: gatherWrites(database, db, { outlet, lookups: database }) }
}

/** As the thread that writes does. */
function perform(database: Database.Database, { texts, calls, cells }: WriteBatch): void {
  let cell = 0
  for (let call = 0; call < calls.length; call += 3) {
    const end = cell + (calls[call + 1] ?? 0)
    database.prepare(texts[calls[call] ?? 0] ?? '').run(cells.slice(cell, end))
    cell = end
  }
}

test('a run that ended and is changed again before its end is durable stays known until that is written too', async () => {
  const { database, outlet, writes } = await open()
  const { runs } = writes.stores
  const change = async (changes: { readonly lastSeq: number; readonly status?: 'cancelled' }) => {
    const run = await runs.core('run')
    if (run === null) throw new Error('there is no run')
    await runs.save({ ...run, ...changes })
  }
  await runs.insert(aNewRun({ id: 'run' }), 'SBX-1')
  writes.writeOut()
  writes.settled()

  await change({ lastSeq: 1, status: 'cancelled' })
  const batch = outlet.batch(() => writes.writeOut())
  // On top of it comes a late result, which is refused.
  await change({ lastSeq: 2 })
  perform(database, batch)
  writes.settled()
  await runs.reserveLogSeq('run', 3)
  writes.writeOut()
  const stored = () => database.prepare("select status, last_seq, last_log_seq from runs where id = 'run'").raw().get()
  expect(stored()).toEqual(['cancelled', 2, 3])

  writes.settled()
  database.exec("update runs set last_seq = 7 where id = 'run'")
  expect((await runs.core('run'))?.lastSeq).toBe(7)
})
