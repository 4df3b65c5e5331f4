import Database from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sqliteDialect } from './dialects/sqlite'
import { Outlet } from './outlet'
import { prepare, prepareInsert, prepareUpdate } from './prepared'
import type { Schema } from './schema'

function open() {
  const statements: string[] = []
  const database = new Database(':memory:', { verbose: (text) => statements.push(String(text)) })
  onTestFinished(() => void database.close())
  database.exec('create table counters (name text primary key, value integer not null)')
  return { database, statements, kysely: new Kysely<Schema>({ dialect: sqliteDialect(database).kysely }) }
}

describe('a prepared statement', () => {
  test('is fed by name, wherever a name stands and however often; other values stay as they are', () => {
    const { database, kysely } = open()
    const insert = prepare(database, kysely, (db, params: { value: number; name: string }) =>
      db
        .insertInto('counters')
        .values({ name: params.name, value: params.value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql<number>`counters.value + ${params.value} + ${100}` })),
    )
    expect([insert.run({ value: 1, name: 'a' }), insert.run({ value: 2, name: 'b' }), insert.run({ name: 'a', value: 20 })]).toEqual([1, 1, 1])
    const above = prepare(database, kysely, (db, params: { least: number }) =>
      db.selectFrom('counters').selectAll().where('value', '>=', params.least).orderBy('name'),
    )
    expect(above.all({ least: 0 })).toEqual([
      { name: 'a', value: 121 },
      { name: 'b', value: 2 },
    ])
    expect([above.get({ least: 100 }), above.get({ least: 1000 })]).toEqual([{ name: 'a', value: 121 }, undefined])
  })

  test('says how many rows it changed', () => {
    const { database, kysely } = open()
    database.exec("insert into counters values ('a', 1), ('b', 1), ('c', 2)")
    const raise = prepare(database, kysely, (db, params: { from: number; to: number }) =>
      db.updateTable('counters').set({ value: params.to }).where('value', '=', params.from),
    )
    expect([raise.run({ from: 1, to: 5 }), raise.run({ from: 1, to: 5 })]).toEqual([2, 0])
  })

  test('keeps values out of its text', () => {
    const { database, kysely, statements } = open()
    const named = prepare(database, kysely, (db, params: { name: string }) => db.selectFrom('counters').select('value').where('name', '=', params.name))
    expect(named.all({ name: "x' or 1 = 1 --" })).toEqual([])
    expect(statements.at(-1)).toContain("'x'' or 1 = 1 --'")
  })
})

describe('a prepared insert', () => {
  test('stores every row, many with one statement', () => {
    const { database, kysely, statements } = open()
    const insert = prepareInsert(new Outlet(database), kysely, 'counters', ['name', 'value'])
    const rows = Array.from({ length: 35 }, (_, index) => ({ value: index, name: `n${String(index).padStart(2, '0')}` }))
    statements.length = 0
    insert(rows)
    insert([])
    expect(statements).toHaveLength(2 + 3)
    expect(database.prepare('select name, value from counters order by name').all()).toEqual(rows)
  })
})

describe('a prepared update', () => {
  test('sets the columns that are given, in the row that is meant, where its condition holds', () => {
    const { database, kysely } = open()
    database.exec(
      "create table settings (id text, name text, value text, updated_at integer); insert into settings values ('a', 'x', '1', 1), ('b', 'y', '1', 1)",
    )
    const update = prepareUpdate(new Outlet(database), kysely, 'settings', { key: ['id'], condition: sql<boolean>`updated_at < 5` })
    update(['a'], { value: '2' })
    update(['a'], { updated_at: 7, name: 'z' })
    update(['a'], { value: '3' })
    update(['c'], { value: '3' })
    expect(database.prepare('select * from settings order by id').all()).toEqual([
      { id: 'a', name: 'z', value: '2', updated_at: 7 },
      { id: 'b', name: 'y', value: '1', updated_at: 1 },
    ])
  })

  test('says so when its row is not as it must be', () => {
    const { database, kysely } = open()
    database.exec("create table settings (id text, value text, updated_at integer); insert into settings values ('a', '1', 9)")
    const update = prepareUpdate(new Outlet(database), kysely, 'settings', { key: ['id'], condition: sql<boolean>`updated_at < 5`, missing: (id) => `${String(id)} is old` })
    expect(() => update(['a'], { value: '2' })).toThrow('a is old')
  })
})
