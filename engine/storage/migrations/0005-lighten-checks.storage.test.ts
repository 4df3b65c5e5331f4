import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { sqliteDialect } from '../dialects/sqlite'
import { migrate } from '../migrate'
import type { Schema } from '../schema'
import { MIGRATIONS } from '.'

const TABLES = ['runs', 'step_runs', 'attempts'] as const
const BEFORE = MIGRATIONS.findIndex(({ name }) => name === '0005-lighten-checks')

async function migrated() {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  const to = (count: number) => migrate(db, dialect, async () => undefined, MIGRATIONS.slice(0, count))
  await to(BEFORE)
  const all = (sql: string) => database.prepare(sql).all()
  return {
    database,
    upgrade: () => to(BEFORE + 1),
    rows: () => TABLES.map((table) => all(`select * from ${table} order by 1, 2`)),
    columns: () => TABLES.map((table) => all(`select name, type, "notnull", dflt_value, pk from pragma_table_info('${table}')`)),
    indexes: () => all(`select name, tbl_name, sql from sqlite_schema where type = 'index' and sql is not null order by name`),
  }
}

test('every row, column and index is as before', async () => {
  const { database, upgrade, rows, columns, indexes } = await migrated()
  database.exec(`
    insert into runs values ('r1', 'SBX-1', 'p', 'P', 'v', 1, 'running', 'person', 5, '{"a":1}', 'hash', 'key', null, null, 1, 2, null, null, 2, 1, 1, 0, 9, 3);
    insert into runs values ('r2', 'SBX-2', 'p', 'P', 'v', 1, 'failed', 'api', 0, '{}', '', null, 'v1', '{"code":"x"}', 1, 2, 3, 2, 1, 0, 0, 1, 4, 0);
    insert into step_runs values ('s1', 'r1', 'one', -1, null, 'http', 'waiting', 'timer', 77, null, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'i', 'vin', 'vout', 'e', 10, null);
    insert into step_runs values ('s2', 'r1', 'one', 0, 's1', 'http', 'skipped', null, null, 'upstream', 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null, null, null, null, null, 11);
    insert into attempts values ('s1', 1, 'r1', 'lost', 'default', 5, 1, 'w', 2, 3, 4, 'e');
    insert into attempts values ('s1', 2, 'r1', 'queued', 'default', 5, 1, null, null, null, null, null);`)
  const before = { rows: rows(), columns: columns(), indexes: indexes() }
  await upgrade()
  expect({ rows: rows(), columns: columns(), indexes: indexes() }).toEqual(before)
  expect(before.rows.map(({ length }) => length)).toEqual([2, 2, 2])
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
})

test('a status that there is not is refused as before', async () => {
  const { database, upgrade } = await migrated()
  await upgrade()
  const attempt = (status: string) => () =>
    database.exec(`insert into attempts values ('s', 1, 'r', '${status}', 'default', 0, 1, null, null, null, null, null)`)
  expect(attempt('asleep')).toThrow('CHECK constraint failed')
  expect(attempt('queued')).not.toThrow()
})
