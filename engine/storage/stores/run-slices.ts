import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import { breathe } from '../slices'

/** Runs that one statement looks through: their rows lie apart, and each has to be found. */
export const RUNS_A_SLICE = 5000
/** When an index says all that is asked. */
export const INDEXED_RUNS_A_SLICE = 50_000
/** Behind every id. */
const END = '~'

/** Ids from one on, up to but not including another. */
export interface IdRange {
  readonly from: string
  readonly before: string
}

/** Walks through the runs from an id on, the newest first, in ranges of so many; others get the thread between two of them. */
export function runSlices(database: Database.Database, kysely: Kysely<Schema>): (from: string, size: number) => AsyncGenerator<IdRange> {
  const firstOf = prepare(database, kysely, (db, params: { before: string; from: string; skip: number }) =>
    db.selectFrom('runs').select('id').where('id', '<', params.before).where('id', '>=', params.from).orderBy('id', 'desc').limit(1).offset(params.skip),
  )
  return async function* (from, size) {
    for (let before = END; ; await breathe()) {
      const first = firstOf.get({ before, from, skip: size - 1 })?.id
      yield { from: first ?? from, before }
      if (first === undefined) return
      before = first
    }
  }
}
