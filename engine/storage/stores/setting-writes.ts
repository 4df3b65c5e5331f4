import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { SecretWrites, SettingWrites } from '../../ports/write-stores'
import { decodeJson, encodeJson, toSecret } from '../codecs'
import { prepare } from '../prepared'
import type { Schema, SecretsTable, SettingsTable } from '../schema'

export function createSettingWrites(database: Database.Database, kysely: Kysely<Schema>): SettingWrites {
  const get = prepare(database, kysely, (db, params: { name: string }) => db.selectFrom('settings').select('value').where('name', '=', params.name))
  const put = prepare(database, kysely, (db, params: SettingsTable) =>
    db
      .insertInto('settings')
      .values({ name: params.name, value: params.value, updated_at: params.updated_at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet((e) => ({ value: e.ref('excluded.value'), updated_at: e.ref('excluded.updated_at') }))),
  )
  return {
    async get(name) {
      const row = get.get({ name })
      return row === undefined ? null : decodeJson(row.value)
    },
    async put(name, value, at) {
      put.run({ name, value: encodeJson(value), updated_at: at })
    },
  }
}

export function createSecretWrites(database: Database.Database, kysely: Kysely<Schema>): SecretWrites {
  const put = prepare(database, kysely, (db, params: SecretsTable) =>
    db
      .insertInto('secrets')
      .values({ name: params.name, sealed: params.sealed, created_at: params.created_at, updated_at: params.updated_at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet((e) => ({ sealed: e.ref('excluded.sealed'), updated_at: e.ref('excluded.updated_at') }))),
  )
  const remove = prepare(database, kysely, (db, params: { name: string }) => db.deleteFrom('secrets').where('name', '=', params.name))
  const all = prepare(database, kysely, (db, _params: Record<never, never>) => db.selectFrom('secrets').selectAll().orderBy('name'))
  return {
    async put({ name, sealed, createdAt, updatedAt }) {
      put.run({ name, sealed, created_at: createdAt, updated_at: updatedAt })
    },
    async remove(name) {
      return remove.run({ name }) > 0
    },
    async all() {
      return all.all({}).map(toSecret)
    },
  }
}
