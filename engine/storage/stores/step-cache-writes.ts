import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { StepCacheWrites } from '../../ports/write-stores'
import { artifactOf, encodeValue } from '../codecs'
import { prepare } from '../prepared'
import type { Schema, StepCacheTable } from '../schema'
import type { ArtifactRefs } from './artifact-refs'

/** Stands for the cache where artifacts are noted by the runs that hold them. */
const HOLDER = 'step_cache'

export function createStepCacheWrites(database: Database.Database, kysely: Kysely<Schema>, refs: ArtifactRefs): StepCacheWrites {
  const put = prepare(database, kysely, (db, params: Omit<StepCacheTable, 'external_id'> & { run_id: string }) => {
    const externalId = db.selectFrom('runs').select('external_id').where('id', '=', params.run_id)
    const cached = { step_run_id: params.step_run_id, external_id: sql<string>`coalesce(${externalId}, '')`, output: params.output, expires_at: params.expires_at }
    return db
      .insertInto('step_cache')
      .values({ key: params.key, ...cached })
      .onConflict((conflict) => conflict.column('key').doUpdateSet((e) => ({ step_run_id: e.ref('excluded.step_run_id'), external_id: e.ref('excluded.external_id'), output: e.ref('excluded.output'), expires_at: e.ref('excluded.expires_at') })))
  })
  return {
    async put(runId, { key, stepRunId, output, expiresAt }) {
      const encoded = encodeValue(output)
      put.run({ key, run_id: runId, step_run_id: stepRunId, output: encoded, expires_at: expiresAt })
      refs.note(HOLDER, encoded)
    },
    async removeExpired(now, limit) {
      const due = kysely.selectFrom('step_cache').select('key').where('expires_at', '<=', now).orderBy('expires_at').limit(limit)
      const removed = await kysely.deleteFrom('step_cache').where('key', 'in', due).returning('output').execute()
      const artifacts = removed.flatMap(({ output }) => artifactOf(output) ?? [])
      if (artifacts.length > 0) await releaseArtifacts(kysely, [...new Set(artifacts)])
      return removed.length
    },
  }
}

/** Unless another entry holds them, too. */
async function releaseArtifacts(kysely: Kysely<Schema>, artifacts: readonly string[]): Promise<void> {
  const held = sql<string>`select substr(output, 4, 64) from step_cache where substr(output, 1, 1) in ('a', 'c')`
  await kysely
    .deleteFrom('artifact_refs')
    .where('run_id', '=', HOLDER)
    .where('sha256', 'in', artifacts)
    .where(sql<boolean>`sha256 not in (${held})`)
    .execute()
}
