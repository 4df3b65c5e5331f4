import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { RunWrites } from '../../ports/write-stores'
import { encodeValue } from '../codecs'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import type { ArtifactRefs } from './artifact-refs'
import { createChildRunWrites } from './child-run-writes'
import { createRunGroups } from './run-group-writes'
import type { RunNumbers } from './run-numbers'
import type { RunRows } from './run-rows'

export function createRunWrites(rows: RunRows, { numbers, refs }: { readonly numbers: RunNumbers; readonly refs: ArtifactRefs }, database: Database.Database, kysely: Kysely<Schema>): RunWrites {
  const byKey = prepare(database, kysely, (db, params: { pipeline: string; key: string }) =>
    db.selectFrom('runs').select(['id', 'external_id', 'input_hash']).where('pipeline_id', '=', params.pipeline).where('idempotency_key', '=', params.key),
  )
  return {
    ...createChildRunWrites(rows, database, kysely),
    async nextNumber() {
      return numbers.next()
    },
    async insert(run, externalId) {
      rows.add(run, externalId)
    },
    async core(runId) {
      return rows.get(runId)
    },
    async save(run) {
      rows.put(run)
    },
    async setOutput(runId, output) {
      const encoded = encodeValue(output)
      rows.setOutput(runId, encoded)
      refs.note(runId, encoded)
    },
    async setOrigin(runId, { origin, noCache, rerunFrom }) {
      rows.insertAdded()
      await kysely
        .updateTable('runs')
        .set({ origin_run_id: origin?.runId ?? null, origin: origin?.kind ?? null, no_cache: noCache ? 1 : 0, rerun_from: rerunFrom })
        .where('id', '=', runId)
        .execute()
    },
    async byIdempotencyKey(pipelineId, key) {
      rows.insertAdded()
      const row = byKey.get({ pipeline: pipelineId, key })
      return row === undefined ? null : { id: row.id, externalId: row.external_id, inputHash: row.input_hash }
    },
    ...createRunGroups(rows, database, kysely),
    async reserveLogSeq(runId, count) {
      return (rows.reserveLogSeq(runId, count) ?? count) - count + 1
    },
  }
}
