import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { RunEvent } from '../../contract/events'
import type { EventWrites, LogWrites } from '../../ports/write-stores'
import { encodeEvent, fromItemIndex } from '../codecs'
import { prepare, prepareInsert } from '../prepared'
import type { LogChunksTable, RunEventsTable, Schema } from '../schema'

/** Events wait for the end of the transaction, and are written together. */
export class EventRows implements EventWrites {
  readonly #insert
  #pending: RunEventsTable[] = []

  constructor(database: Database.Database, kysely: Kysely<Schema>) {
    this.#insert = prepareInsert(database, kysely, 'run_events', ['run_id', 'seq', 'at', 'type', 'payload'])
  }

  async append(runId: string, event: RunEvent): Promise<void> {
    this.#pending.push({ run_id: runId, seq: event.seq, at: event.at, type: event.type, payload: encodeEvent(event) })
  }

  writeOut(): void {
    if (this.#pending.length === 0) return
    const rows = this.#pending
    this.#pending = []
    this.#insert(rows)
  }

  forget(): void {
    this.#pending = []
  }
}

export function createLogWrites(database: Database.Database, kysely: Kysely<Schema>): LogWrites {
  const append = prepare(database, kysely, (db, params: Omit<LogChunksTable, 'place'>) =>
    db.insertInto('log_chunks').values({
      run_id: params.run_id,
      first_seq: params.first_seq,
      last_seq: params.last_seq,
      step_run_id: params.step_run_id,
      step_id: params.step_id,
      item_index: params.item_index,
      attempt: params.attempt,
      lines: params.lines,
      place: sql<number>`(select coalesce(max(place), 0) + 1 from log_chunks)`,
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
