import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import { toPipeline, toPipelineVersion } from '../codecs'
import type { RunsTable, Schema } from '../schema'

type PipelineReads = Pick<ReadStores, 'pipelines' | 'pipeline' | 'pipelineVersion' | 'pipelineVersionById' | 'pipelineVersions'>

/** Outcomes shown beside each pipeline. */
const LAST_RUNS = 10

export function createPipelineReads(db: Kysely<Schema>): PipelineReads {
  return {
    async pipelines() {
      const pipelines = await db.selectFrom('pipelines').selectAll().where('removed_at', 'is', null).orderBy('name').execute()
      if (pipelines.length === 0) return []
      const last = await lastRuns(db)
      const open = await db
        .selectFrom('runs')
        .select((e) => ['pipeline_id', e.fn.countAll<number>().as('count')])
        .where('status', 'in', ['queued', 'running', 'waiting'])
        .groupBy('pipeline_id')
        .execute()
      const openRuns = new Map(open.map(({ pipeline_id, count }) => [pipeline_id, Number(count)]))
      return pipelines.map((row) => ({
        id: row.id,
        name: row.name,
        description: row.description,
        version: row.current_version,
        stepsTotal: row.steps_total,
        updatedAt: row.updated_at,
        openRuns: openRuns.get(row.id) ?? 0,
        lastRuns: last
          .filter((run) => run.pipeline_id === row.id)
          .map((run) => ({
            runId: run.id,
            status: run.status,
            createdAt: run.created_at,
            durationMs: run.started_at === null || run.finished_at === null ? null : run.finished_at - run.started_at,
          })),
      }))
    },
    async pipeline(idOrName) {
      const row = await db
        .selectFrom('pipelines')
        .selectAll()
        .where('removed_at', 'is', null)
        .where((e) => e.or([e('id', '=', idOrName), e('name', '=', idOrName)]))
        .executeTakeFirst()
      return row === undefined ? null : toPipeline(row)
    },
    async pipelineVersion(pipelineId, number) {
      const row = await db.selectFrom('pipeline_versions').selectAll().where('pipeline_id', '=', pipelineId).where('number', '=', number).executeTakeFirst()
      return row === undefined ? null : toPipelineVersion(row)
    },
    async pipelineVersionById(id) {
      const row = await db.selectFrom('pipeline_versions').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : toPipelineVersion(row)
    },
    async pipelineVersions(pipelineId) {
      const rows = await db.selectFrom('pipeline_versions').select(['number', 'created_at']).where('pipeline_id', '=', pipelineId).orderBy('number', 'desc').execute()
      return rows.map(({ number, created_at }) => ({ number, createdAt: created_at }))
    },
  }
}

type LastRun = Pick<RunsTable, 'id' | 'pipeline_id' | 'status' | 'created_at' | 'started_at' | 'finished_at'>

/**
 * The newest runs of each pipeline, oldest first: a seek per pipeline on (pipeline_id, id), however many runs there are. That
 * they are the pipeline's is said once, within: said again, SQLite would look through all runs of each instead.
 */
async function lastRuns(db: Kysely<Schema>): Promise<readonly LastRun[]> {
  const { rows } = await sql<LastRun>`
    select r.id, r.pipeline_id, r.status, r.created_at, r.started_at, r.finished_at
    from pipelines p cross join runs r
    where p.removed_at is null and r.id in (select n.id from runs n where n.pipeline_id = p.id order by n.id desc limit ${LAST_RUNS})
    order by r.id`.execute(db)
  return rows
}
