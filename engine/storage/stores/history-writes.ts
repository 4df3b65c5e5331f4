import { sql, type Kysely } from 'kysely'
import type { RunEvent } from '../../contract/events'
import type { LogChunk } from '../../ports/records'
import type { EventWrites, LogWrites } from '../../ports/write-stores'
import { encodeEvent, fromItemIndex } from '../codecs'
import type { Cell, HotStatement, Outlet } from '../outlet'
import { prepareInsert } from '../prepared'
import type { RunEventsTable, Schema } from '../schema'

/** Events wait for the end of the transaction, and are written together. */
export class EventRows implements EventWrites {
  readonly #insert
  #pending: RunEventsTable[] = []

  constructor(outlet: Outlet, kysely: Kysely<Schema>) {
    this.#insert = prepareInsert(outlet, kysely, 'run_events', ['run_id', 'seq', 'at', 'type', 'payload'])
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

/** Chunks of log lines wait as events do. */
export class LogRows implements LogWrites {
  readonly #outlet: Outlet
  readonly #insert: HotStatement
  #pending: (readonly Cell[])[] = []

  constructor(outlet: Outlet, kysely: Kysely<Schema>) {
    this.#outlet = outlet
    const insert = kysely.insertInto('log_chunks').values({
      run_id: '',
      first_seq: 0,
      last_seq: 0,
      step_run_id: '',
      step_id: '',
      item_index: 0,
      attempt: 0,
      lines: '',
      place: sql<number>`(select coalesce(max(place), 0) + 1 from log_chunks)`,
    })
    this.#insert = outlet.statement(insert.compile().sql)
  }

  async append({ runId, firstSeq, stepRunId, stepId, itemIndex, attempt, lines }: LogChunk): Promise<void> {
    this.#pending.push([runId, firstSeq, firstSeq + lines.length - 1, stepRunId, stepId, fromItemIndex(itemIndex), attempt, JSON.stringify(lines)])
  }

  writeOut(): void {
    const rows = this.#pending
    this.#pending = []
    for (const row of rows) this.#outlet.run(this.#insert, row)
  }

  forget(): void {
    this.#pending = []
  }
}
