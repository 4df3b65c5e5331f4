import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { VectorReads } from '../../ports/vectors'
import { decodeObject } from '../codecs'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import { fromBytes } from './vector-bytes'

type PageParams = { collection: string; after: string; limit: number }

export function createVectorReads(database: Database.Database, kysely: Kysely<Schema>): VectorReads {
  const collection = prepare(database, kysely, (db, params: { name: string }) =>
    db.selectFrom('vector_collections').select(['dimensions', 'metric']).where('name', '=', params.name),
  )
  const page = prepare(database, kysely, (db, params: PageParams) => pageOf(db, params).select(['id', 'vector']))
  const pageWithPayloads = prepare(database, kysely, (db, params: PageParams) => pageOf(db, params).select(['id', 'vector', 'payload']))
  const payload = prepare(database, kysely, (db, params: { collection: string; id: string }) =>
    db.selectFrom('vectors').select('payload').where('collection', '=', params.collection).where('id', '=', params.id),
  )
  return {
    async vectorCollection(name) {
      return collection.get({ name }) ?? null
    },
    async vectorPage({ withPayload, ...query }) {
      if (withPayload) return pageWithPayloads.all(query).map((row) => ({ ...row, vector: fromBytes(row.vector) }))
      return page.all(query).map(({ id, vector }) => ({ id, vector: fromBytes(vector), payload: null }))
    },
    async vectorPayload(name, id) {
      const row = payload.get({ collection: name, id })
      return row === undefined ? null : decodeObject(row.payload)
    },
  }
}

const pageOf = (db: Kysely<Schema>, { collection, after, limit }: PageParams) =>
  db.selectFrom('vectors').where('collection', '=', collection).where('id', '>', after).orderBy('id').limit(limit)
