import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { aClaim, aNewAttempt } from '../../testing/builders'
import { sqliteDialect } from '../dialects/sqlite'
import { gatherWrites } from '../gathered-writes'
import { migrate } from '../migrate'
import type { Schema } from '../schema'
import { MIGRATIONS } from '.'

const BEFORE = MIGRATIONS.findIndex(({ name }) => name === '0006-give-turns')

test('what was queued before is claimed in the order in which it came, ahead of what comes later', async () => {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  await migrate(db, dialect, async () => undefined, MIGRATIONS.slice(0, BEFORE))
  database.exec(`
    insert into runs values ('run', 'SBX-1', 'pipeline', 'P', 'v', 1, 'running', 'person', 0, '{}', '', null, null, null, 1, 2, null, null, 3, 3, 3, 0, 0, 0);
    insert into attempts values ('young', 1, 'run', 'queued', 'default', 0, 30, null, null, null, null, null);
    insert into attempts values ('old', 1, 'run', 'queued', 'default', 0, 10, null, null, null, null, null);
    insert into attempts values ('retry', 2, 'run', 'queued', 'default', 0, 900, null, null, null, null, null);
    insert into attempts values ('done', 1, 'run', 'succeeded', 'default', 0, 1, 'w', 2, 3, 4, null);`)
  await migrate(db, dialect, async () => undefined)
  const { attempts } = gatherWrites(database, db).stores
  const claimed = async (at: number, limit = 10) => (await attempts.claim(aClaim({ at, limit }))).attempts.map(({ stepRunId }) => stepRunId)
  expect(await claimed(100, 1)).toEqual(['old'])
  await attempts.insert(aNewAttempt('new'))
  expect([await claimed(100), await claimed(900)]).toEqual([['young', 'new'], ['retry']])
})
