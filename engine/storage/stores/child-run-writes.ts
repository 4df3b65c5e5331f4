import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import { OPEN_RUN_STATUSES } from '../../core/runs/run-state'
import type { RunWrites } from '../../ports/write-stores'
import { decodeValue } from '../codecs'
import { isAmong } from '../columns'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import type { RunRows } from './run-rows'

type ChildRunWrites = Pick<RunWrites, 'childOf' | 'openChildren' | 'named'>

/** Runs that steps of other runs have started. */
export function createChildRunWrites(rows: RunRows, database: Database.Database, kysely: Kysely<Schema>): ChildRunWrites {
  const child = prepare(database, kysely, (db, params: { step: string }) => db.selectFrom('runs').select(['id', 'external_id']).where('parent_step_run_id', '=', params.step))
  const children = prepare(database, kysely, (db, params: { run: string }) =>
    db.selectFrom('runs').select('id').where('parent_run_id', '=', params.run).where('parent_waits', '=', 1).where(isAmong('status', OPEN_RUN_STATUSES)),
  )
  const name = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('runs').select(['external_id', 'pipeline_name', 'output']).where('id', '=', params.id))
  return {
    async childOf(stepRunId) {
      rows.insertAdded()
      const row = child.get({ step: stepRunId })
      return row === undefined ? null : { id: row.id, externalId: row.external_id }
    },
    async openChildren(runId) {
      rows.insertAdded()
      // Their statuses may be of the last commit: who is over by now is told apart by whoever asks.
      return children.all({ run: runId }).map(({ id }) => id)
    },
    async named(runId) {
      rows.writeOut()
      const row = name.get({ id: runId })
      return row === undefined ? null : { externalId: row.external_id, pipelineName: row.pipeline_name, output: decodeValue(row.output) }
    },
  }
}
