import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { RunWrites } from '../../ports/write-stores'
import { encodeError, encodeJson, encodeValue, RUN_CORE_COLUMNS, toRunCore } from '../codecs'
import { prepare } from '../prepared'
import type { RunsTable, Schema } from '../schema'

type CoreParams = Pick<RunsTable, 'id' | 'status' | 'error' | 'started_at' | 'finished_at' | 'cancel_requested_at' | 'steps_open' | 'steps_active' | 'steps_failed' | 'last_seq'>

export function createRunWrites(database: Database.Database, kysely: Kysely<Schema>): RunWrites {
  const nextNumber = prepare(database, kysely, (db, _params: Record<never, never>) =>
    db
      .insertInto('counters')
      .values({ name: 'run', value: 1 })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql<number>`counters.value + 1` }))
      .returning('value'),
  )
  const insert = prepare(database, kysely, (db, params: RunsTable) =>
    db.insertInto('runs').values({
      id: params.id,
      external_id: params.external_id,
      pipeline_id: params.pipeline_id,
      pipeline_name: params.pipeline_name,
      version_id: params.version_id,
      version: params.version,
      status: params.status,
      started_by: params.started_by,
      priority: params.priority,
      input: params.input,
      input_hash: params.input_hash,
      idempotency_key: params.idempotency_key,
      created_at: params.created_at,
      steps_total: params.steps_total,
      steps_open: params.steps_open,
      steps_active: params.steps_active,
      steps_failed: params.steps_failed,
      last_seq: params.last_seq,
      last_log_seq: params.last_log_seq,
    }),
  )
  const core = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('runs').select(RUN_CORE_COLUMNS).where('id', '=', params.id))
  const save = prepare(database, kysely, (db, params: CoreParams) =>
    db
      .updateTable('runs')
      .set({
        status: params.status,
        error: params.error,
        started_at: params.started_at,
        finished_at: params.finished_at,
        cancel_requested_at: params.cancel_requested_at,
        steps_open: params.steps_open,
        steps_active: params.steps_active,
        steps_failed: params.steps_failed,
        last_seq: params.last_seq,
      })
      .where('id', '=', params.id),
  )
  const setOutput = prepare(database, kysely, (db, params: { id: string; output: string | null }) => db.updateTable('runs').set({ output: params.output }).where('id', '=', params.id))
  const reserveLogSeq = prepare(database, kysely, (db, params: { id: string; count: number }) =>
    db
      .updateTable('runs')
      .set((e) => ({ last_log_seq: e('last_log_seq', '+', params.count) }))
      .where('id', '=', params.id)
      .returning('last_log_seq'),
  )
  const byKey = prepare(database, kysely, (db, params: { pipeline: string; key: string }) =>
    db.selectFrom('runs').select(['id', 'external_id', 'input_hash']).where('pipeline_id', '=', params.pipeline).where('idempotency_key', '=', params.key),
  )
  return {
    async nextNumber() {
      return nextNumber.get({})?.value ?? 1
    },
    async insert(run, externalId) {
      insert.run({
        id: run.id,
        external_id: externalId,
        pipeline_id: run.pipelineId,
        pipeline_name: run.pipelineName,
        version_id: run.versionId,
        version: run.version,
        status: 'queued',
        started_by: run.startedBy,
        priority: run.priority,
        input: encodeJson(run.input),
        input_hash: run.inputHash,
        idempotency_key: run.idempotencyKey,
        output: null,
        error: null,
        created_at: run.createdAt,
        started_at: null,
        finished_at: null,
        cancel_requested_at: null,
        steps_total: run.stepsTotal,
        steps_open: run.stepsTotal,
        steps_active: 0,
        steps_failed: 0,
        last_seq: 0,
        last_log_seq: 0,
      })
    },
    async core(runId) {
      const row = core.get({ id: runId })
      return row === undefined ? null : toRunCore(row)
    },
    async save(run) {
      save.run({
        id: run.id,
        status: run.status,
        error: encodeError(run.error),
        started_at: run.startedAt,
        finished_at: run.finishedAt,
        cancel_requested_at: run.cancelRequestedAt,
        steps_open: run.stepsOpen,
        steps_active: run.stepsActive,
        steps_failed: run.stepsFailed,
        last_seq: run.lastSeq,
      })
    },
    async setOutput(runId, output) {
      setOutput.run({ id: runId, output: encodeValue(output) })
    },
    async byIdempotencyKey(pipelineId, key) {
      const row = byKey.get({ pipeline: pipelineId, key })
      return row === undefined ? null : { id: row.id, externalId: row.external_id, inputHash: row.input_hash }
    },
    async reserveLogSeq(runId, count) {
      const last = reserveLogSeq.get({ id: runId, count })?.last_log_seq ?? count
      return last - count + 1
    },
  }
}
