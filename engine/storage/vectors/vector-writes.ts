import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { VectorWrites } from '../../ports/vectors'
import { prepare } from '../prepared'
import type { Schema, VectorCollectionsTable, VectorsTable } from '../schema'
import { toBytes } from './vector-bytes'

export function createVectorWrites(database: Database.Database, kysely: Kysely<Schema>): VectorWrites {
  const collection = prepare(database, kysely, (db, params: { name: string }) =>
    db.selectFrom('vector_collections').select(['dimensions', 'metric']).where('name', '=', params.name),
  )
  const create = prepare(database, kysely, (db, params: VectorCollectionsTable) =>
    db.insertInto('vector_collections').values({ name: params.name, dimensions: params.dimensions, metric: params.metric, created_at: params.created_at }),
  )
  const drop = prepare(database, kysely, (db, params: { name: string }) => db.deleteFrom('vector_collections').where('name', '=', params.name))
  const put = prepare(database, kysely, (db, params: VectorsTable) =>
    db
      .insertInto('vectors')
      .values({ collection: params.collection, id: params.id, vector: params.vector, payload: params.payload })
      .onConflict((conflict) =>
        conflict.columns(['collection', 'id']).doUpdateSet((e) => ({ vector: e.ref('excluded.vector'), payload: e.ref('excluded.payload') })),
      ),
  )
  const payloads = prepare(database, kysely, (db, params: { collection: string; after: string; limit: number }) =>
    db
      .selectFrom('vectors')
      .select(['id', 'payload'])
      .where('collection', '=', params.collection)
      .where('id', '>', params.after)
      .orderBy('id')
      .limit(params.limit),
  )
  const remove = prepare(database, kysely, (db, params: { collection: string; id: string }) =>
    db.deleteFrom('vectors').where('collection', '=', params.collection).where('id', '=', params.id),
  )
  return {
    async collection(name) {
      return collection.get({ name }) ?? null
    },
    async create(name, { dimensions, metric }, at) {
      create.run({ name, dimensions, metric, created_at: at })
    },
    async drop(name) {
      drop.run({ name })
    },
    async put(name, vectors) {
      for (const { id, vector, payload } of vectors) put.run({ collection: name, id, vector: toBytes(vector), payload })
    },
    async payloads(name, after, limit) {
      return payloads.all({ collection: name, after, limit })
    },
    async remove(name, ids) {
      return ids.reduce((sum, id) => sum + remove.run({ collection: name, id }), 0)
    },
  }
}
