import { readdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder'
import { sqliteDialect } from './dialects/sqlite'
import { migrate } from './migrate'
import { MIGRATIONS } from './migrations'
import type { SchemaMigration } from './migrations/migration'
import { openDatabase } from './open-database'
import type { Schema } from './schema'

const makeTable = (name: string, table: string): SchemaMigration => ({ name, up: (db) => db.schema.createTable(table).addColumn('n', 'integer').execute() })
const first = makeTable('0001-first', 'first')
const second = makeTable('0002-second', 'second')
const broken: SchemaMigration = {
  name: '0003-broken',
  async up(db) {
    await db.schema.createTable('third').addColumn('n', 'integer').execute()
    throw new Error('the third migration is broken')
  },
}

function open(file = ':memory:') {
  const database = new Database(file)
  onTestFinished(() => void database.close())
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  const copies: string[] = []
  return {
    database,
    copies,
    migrate: (...migrations: readonly SchemaMigration[]) => migrate(db, dialect, async (from) => void copies.push(from), migrations),
    tables: () =>
      database
        .prepare<[], { name: string }>("select name from sqlite_schema where type = 'table' and name not like '%kysely%' order by name")
        .all()
        .map(({ name }) => name),
    applied: () =>
      database
        .prepare<[], { name: string }>('select name from kysely_migration order by name')
        .all()
        .map(({ name }) => name),
  }
}

describe('migrating', () => {
  test('brings a new database to the newest schema, with nothing to copy', async () => {
    const { migrate: up, tables, applied, copies } = open()
    await up(first, second)
    expect([tables(), applied(), copies]).toEqual([['first', 'second'], ['0001-first', '0002-second'], []])
  })

  test('applies only what is missing, after asking for a copy', async () => {
    const { migrate: up, tables, copies } = open()
    await up(first)
    await up(first, second)
    await up(first, second)
    expect([tables(), copies]).toEqual([['first', 'second'], ['0001-first']])
  })

  test('is all or nothing: a migration that fails leaves the schema as it was', async () => {
    const { migrate: up, tables, applied } = open()
    await up(first)
    await expect(up(first, second, broken)).rejects.toThrow('the third migration is broken')
    expect([tables(), applied()]).toEqual([['first'], ['0001-first']])
    await up(first, second)
    expect(tables()).toEqual(['first', 'second'])
  })

  test('does not begin when the copy cannot be made', async () => {
    const database = new Database(':memory:')
    onTestFinished(() => void database.close())
    const dialect = sqliteDialect(database)
    const db = new Kysely<Schema>({ dialect: dialect.kysely })
    await migrate(db, dialect, async () => undefined, [first])
    const refused = migrate(db, dialect, () => Promise.reject(new Error('the disk is full')), [first, second])
    await expect(refused).rejects.toThrow('the disk is full')
    expect(database.prepare("select 1 from sqlite_schema where name = 'second'").get()).toBeUndefined()
  })

  test('refuses a database of a newer version, and names what it does not know', async () => {
    const { migrate: up, tables, copies } = open()
    await up(first, second)
    await expect(up(first)).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('0002-second'),
      details: { newer: ['0002-second'] },
    })
    expect([tables(), copies]).toEqual([['first', 'second'], []])
  })
})

describe('the names of the migrations', () => {
  test('are unique, and in the order in which they are applied', () => {
    const names = MIGRATIONS.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)].sort())
  })
})

/** A database as an earlier version left it, with a pipeline in it. */
async function ofVersion(count: number): Promise<string> {
  const file = join(tempFolder(), 'signalbox.db')
  const old = open(file)
  old.database.pragma('journal_mode = WAL')
  await old.migrate(...MIGRATIONS.slice(0, count))
  old.database.exec("insert into pipelines values ('p', 'kept', '', 1, '/', 1, 0, 0, null)")
  old.database.close()
  return file
}

const contentOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('opening a database', () => {
  test('of an earlier version brings it up to date, keeps its rows, and keeps a copy of what it was', async () => {
    const file = await ofVersion(1)
    const database = await openDatabase({ file })
    expect(await database.read.pipelines()).toMatchObject([{ name: 'kept' }])
    await database.close()
    const copy = open(`${file}.before-${MIGRATIONS[0]?.name}.bak`)
    expect([copy.applied(), copy.database.prepare('select name from pipelines').pluck().all()]).toEqual([[MIGRATIONS[0]?.name], ['kept']])
  })

  test('that is not there yet makes what all migrations make', async () => {
    const file = join(tempFolder(), 'signalbox.db')
    await (await openDatabase({ file })).close()
    const [made, migrated] = [open(file), open()]
    await migrated.migrate(...MIGRATIONS)
    const look = ({ database, applied, tables }: ReturnType<typeof open>) => ({
      schema: database.prepare('select type, name, tbl_name, sql from sqlite_schema order by type, name').all(),
      rows: tables().map((table) => database.prepare(`select * from ${table}`).all()),
      lock: database.prepare('select * from kysely_migration_lock').all(),
      applied: applied(),
    })
    expect(look(made)).toEqual(look(migrated))
  })

  test('of this version makes no copy', async () => {
    const file = await ofVersion(MIGRATIONS.length)
    await (await openDatabase({ file })).close()
    expect(readdirSync(join(file, '..')).filter((name) => name.endsWith('.bak'))).toEqual([])
  })

  test('of a newer version leaves it byte for byte as it was', async () => {
    const file = await ofVersion(MIGRATIONS.length)
    const newer = open(file)
    newer.database.exec("insert into kysely_migration values ('9999-from-the-future', '2099')")
    newer.database.close()
    const before = contentOf(file)
    await expect(openDatabase({ file })).rejects.toMatchObject({ code: 'database_newer', message: expect.stringContaining('9999-from-the-future') })
    expect(contentOf(file)).toBe(before)
  })
})
