import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { PipelineRecord } from '../../ports/records'
import type { PipelineWrites } from '../../ports/write-stores'
import { toPipeline, toPipelineVersion } from '../codecs'
import { prepare } from '../prepared'
import type { Schema } from '../schema'

/** Names and versions that are kept at hand. */
const MOST_KEPT = 1000

/**
 * Definitions change seldom: what the start of every run reads is prepared, and known until one changes or `forget` says
 * that something came to nothing. `writeOut` tells the database what was gathered elsewhere.
 */
export function createPipelineWrites(database: Database.Database, db: Kysely<Schema>, writeOut: () => void): PipelineWrites & { forget(): void } {
  const live = (kysely: Kysely<Schema>) => kysely.selectFrom('pipelines').selectAll().where('removed_at', 'is', null)
  const named = prepare(database, db, (kysely, params: { name: string }) => live(kysely).where('name', '=', params.name))
  const withId = prepare(database, db, (kysely, params: { id: string }) => live(kysely).where('id', '=', params.id))
  const versionId = prepare(database, db, (kysely, params: { id: string; number: number }) =>
    kysely.selectFrom('pipeline_versions').select('id').where('pipeline_id', '=', params.id).where('number', '=', params.number),
  )
  const byName = new Map<string, PipelineRecord>()
  const versionIds = new Map<string, string>()
  const forget = () => {
    byName.clear()
    versionIds.clear()
  }
  return {
    forget,
    async byName(name) {
      const known = byName.get(name)
      if (known !== undefined) return known
      const row = named.get({ name })
      if (row === undefined) return null
      const pipeline = toPipeline(row)
      if (byName.size >= MOST_KEPT) byName.clear()
      byName.set(name, pipeline)
      return pipeline
    },
    async byId(id) {
      const row = withId.get({ id })
      return row === undefined ? null : toPipeline(row)
    },
    async versionId(pipelineId, number) {
      const version = `${pipelineId} ${number}`
      const id = versionIds.get(version) ?? versionId.get({ id: pipelineId, number })?.id ?? null
      if (versionIds.size >= MOST_KEPT) versionIds.clear()
      if (id !== null) versionIds.set(version, id)
      return id
    },
    async version(pipelineId, number) {
      const row = await db.selectFrom('pipeline_versions').selectAll().where('pipeline_id', '=', pipelineId).where('number', '=', number).executeTakeFirst()
      return row === undefined ? null : toPipelineVersion(row)
    },
    async insert(pipeline) {
      forget()
      await db
        .insertInto('pipelines')
        .values({
          id: pipeline.id,
          name: pipeline.name,
          description: pipeline.description,
          current_version: pipeline.currentVersion,
          folder: pipeline.folder,
          steps_total: pipeline.stepsTotal,
          created_at: pipeline.createdAt,
          updated_at: pipeline.updatedAt,
          removed_at: null,
        })
        .execute()
    },
    async insertVersion(version) {
      forget()
      await db
        .insertInto('pipeline_versions')
        .values({
          id: version.id,
          pipeline_id: version.pipelineId,
          number: version.number,
          text: version.text,
          spec: JSON.stringify(version.spec),
          hash: version.hash,
          folder: version.folder,
          created_at: version.createdAt,
        })
        .execute()
    },
    async setCurrent(pipeline) {
      forget()
      await db
        .updateTable('pipelines')
        .set({ description: pipeline.description, current_version: pipeline.currentVersion, folder: pipeline.folder, steps_total: pipeline.stepsTotal, updated_at: pipeline.updatedAt })
        .where('id', '=', pipeline.id)
        .execute()
    },
    async remove(id, at) {
      forget()
      await db.updateTable('pipelines').set({ removed_at: at }).where('id', '=', id).execute()
    },
    async openRuns(id) {
      writeOut()
      const row = await db
        .selectFrom('runs')
        .select((e) => e.fn.countAll<number>().as('count'))
        .where('pipeline_id', '=', id)
        .where('finished_at', 'is', null)
        .executeTakeFirstOrThrow()
      return Number(row.count)
    },
  }
}
