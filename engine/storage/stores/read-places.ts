import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { ReadStores } from '../../ports/read-stores'
import type { PlacedAttemptRecord } from '../../ports/records'
import { toItemIndex } from '../codecs'
import { prepare } from '../prepared'
import type { AttemptsTable, RunsTable, Schema, StepRunsTable } from '../schema'

type PlaceReads = Pick<ReadStores, 'attemptsInPlaces' | 'waitingLines' | 'nextInLine' | 'pipelinesInQueue'>
type PlacedRow = Pick<AttemptsTable, 'run_id' | 'step_run_id' | 'number' | 'priority' | 'queue' | 'lane' | 'available_at' | 'started_at'> &
  Pick<StepRunsTable, 'step_id' | 'item_index'> &
  Pick<RunsTable, 'external_id' | 'pipeline_name'>

const PLACED_COLUMNS = [
  'attempts.run_id',
  'attempts.step_run_id',
  'attempts.number',
  'attempts.priority',
  'attempts.queue',
  'attempts.lane',
  'attempts.available_at',
  'attempts.started_at',
  'step_runs.step_id',
  'step_runs.item_index',
  'runs.external_id',
  'runs.pipeline_name',
] as const

const running = sql<boolean>`attempts.status = 'running'`
const due = sql<boolean>`attempts.status = 'queued' and attempts.turn is not null`

/** Of a long line, so many are looked at for the one that has waited longest. */
const MOST_LOOKED_AT = 1000

/** Who holds places, and who waits for one: for screens. */
export function createPlaceReads(database: Database.Database, db: Kysely<Schema>): PlaceReads {
  const nextLine = prepare(database, db, (kysely, params: { queue: string; lane: string }) =>
    kysely
      .selectFrom('attempts')
      .select(['queue', 'lane'])
      .where((e) => e(e.refTuple('queue', 'lane'), '>', e.tuple(sql<string>`${params.queue} || ''`, sql<string>`${params.lane} || ''`)))
      .where(due)
      .orderBy('queue')
      .orderBy('lane')
      .limit(1),
  )
  const lineFacts = prepare(database, db, (kysely, params: { queue: string; lane: string; most: number }) =>
    kysely
      .selectFrom((e) =>
        e
          .selectFrom('attempts')
          .select('available_at')
          .where('queue', '=', params.queue)
          .where('lane', '=', params.lane)
          .where(due)
          .orderBy('priority', 'desc')
          .orderBy('turn')
          .limit(params.most)
          .as('first'),
      )
      .select((e) => [e.fn.min('available_at').as('since')]),
  )
  const lineCount = prepare(database, db, (kysely, params: { queue: string; lane: string }) =>
    kysely
      .selectFrom('attempts')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('queue', '=', params.queue)
      .where('lane', '=', params.lane)
      .where(due),
  )
  const placed = () =>
    db
      .selectFrom('attempts')
      .innerJoin('step_runs', 'step_runs.id', 'attempts.step_run_id')
      .innerJoin('runs', 'runs.id', 'attempts.run_id')
      .select(PLACED_COLUMNS)
  return {
    async attemptsInPlaces(limit) {
      const rows = await placed().where(running).orderBy('attempts.started_at').limit(limit).execute()
      return rows.map(toPlaced)
    },
    async waitingLines() {
      const lines = []
      for (let line = nextLine.get({ queue: '', lane: '' }); line !== undefined; line = nextLine.get(line)) {
        const { queue, lane } = line
        const since = lineFacts.get({ queue, lane, most: MOST_LOOKED_AT })?.since ?? null
        lines.push({ queue, lane, count: Number(lineCount.get({ queue, lane })?.count ?? 0), since: since === null ? null : Number(since) })
      }
      return lines
    },
    async nextInLine(queue, lane, limit) {
      const rows = await placed()
        .where('attempts.queue', '=', queue)
        .where('attempts.lane', '=', lane)
        .where(due)
        .orderBy('attempts.priority', 'desc')
        .orderBy('attempts.turn')
        .limit(limit)
        .execute()
      return rows.map(toPlaced)
    },
    async pipelinesInQueue(queue) {
      const named = `%${JSON.stringify({ queue })
        .slice(1, -1)
        .replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
      const rows = await db
        .selectFrom('pipelines')
        .innerJoin('pipeline_versions', (join) =>
          join.onRef('pipeline_versions.pipeline_id', '=', 'pipelines.id').onRef('pipeline_versions.number', '=', 'pipelines.current_version'),
        )
        .select('pipelines.name')
        .where('pipelines.removed_at', 'is', null)
        .where(sql<boolean>`pipeline_versions.spec like ${named} escape '\\'`)
        .orderBy('pipelines.name')
        .execute()
      return rows.map(({ name }) => name)
    },
  }
}

const toPlaced = (row: PlacedRow): PlacedAttemptRecord => ({
  runId: row.run_id,
  externalId: row.external_id,
  pipelineName: row.pipeline_name,
  stepRunId: row.step_run_id,
  stepId: row.step_id,
  itemIndex: toItemIndex(row.item_index),
  attempt: row.number,
  priority: row.priority,
  queue: row.queue,
  lane: row.lane,
  since: row.started_at ?? row.available_at,
})
