import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { MIGRATIONS } from '.'
import { sqliteDialect } from '../dialects/sqlite'
import { migrate } from '../migrate'
import type { Schema } from '../schema'

test('the log of earlier versions is put in one order, that of its runs', async () => {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  const upTo = (count: number) => migrate(db, dialect, async () => undefined, MIGRATIONS.slice(0, count))
  await upTo(3)
  const add = database.prepare('insert into log_chunks values (?, ?, ?, ?, ?, -1, 1, ?)')
  for (const [run, first] of [
    ['b', 1],
    ['a', 11],
    ['a', 1],
  ])
    add.run(run, first, Number(first) + 9, 'step-run', 'step', '[]')
  await upTo(4)
  const rows = database.prepare<[], { run_id: string; first_seq: number; place: number }>('select run_id, first_seq, place from log_chunks order by place').all()
  expect(rows.map(({ run_id, first_seq, place }) => [place, run_id, first_seq])).toEqual([
    [1, 'a', 1],
    [2, 'a', 11],
    [3, 'b', 1],
  ])
})
