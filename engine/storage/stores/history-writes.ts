import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { EventWrites, LogWrites } from '../../ports/write-stores'
import { fromItemIndex } from '../codecs'
import { prepare } from '../prepared'
import type { LogChunksTable, RunEventsTable, Schema } from '../schema'

export function createEventWrites(database: Database.Database, kysely: Kysely<Schema>): EventWrites {
  const append = prepare(database, kysely, (db, params: RunEventsTable) =>
    db.insertInto('run_events').values({ run_id: params.run_id, seq: params.seq, at: params.at, type: params.type, payload: params.payload }),
  )
  return {
    async append(runId, { seq, at, type, ...payload }) {
      append.run({ run_id: runId, seq, at, type, payload: JSON.stringify(payload) })
    },
  }
}

export function createLogWrites(database: Database.Database, kysely: Kysely<Schema>): LogWrites {
  const append = prepare(database, kysely, (db, params: LogChunksTable) =>
    db.insertInto('log_chunks').values({
      run_id: params.run_id,
      first_seq: params.first_seq,
      last_seq: params.last_seq,
      step_run_id: params.step_run_id,
      step_id: params.step_id,
      item_index: params.item_index,
      attempt: params.attempt,
      lines: params.lines,
    }),
  )
  return {
    async append(chunk) {
      append.run({
        run_id: chunk.runId,
        first_seq: chunk.firstSeq,
        last_seq: chunk.firstSeq + chunk.lines.length - 1,
        step_run_id: chunk.stepRunId,
        step_id: chunk.stepId,
        item_index: fromItemIndex(chunk.itemIndex),
        attempt: chunk.attempt,
        lines: JSON.stringify(chunk.lines),
      })
    },
  }
}
