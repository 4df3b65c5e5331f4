import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { LogLine } from '../../contract/log'
import type { ReadStores } from '../../ports/read-stores'
import type { LogEntry } from '../../ports/records'
import { decodeError, decodeEvent, decodeObject, decodeValue, fromItemIndex, STEP_RUN_COLUMNS, toAttempt, toItemIndex, toRun, toStepRun } from '../codecs'
import { prepare } from '../prepared'
import type { Schema } from '../schema'
import { OUTCOME_COLUMNS, toOutcome } from './read-items'
import { createRunPages } from './run-pages'
import { stepIdsOf } from './step-ids'

type RunReads = Pick<
  ReadStores,
  'runs' | 'run' | 'runFacts' | 'runError' | 'runCounts' | 'successDurations' | 'step' | 'stepOf' | 'steps' | 'values' | 'outcomes' | 'attempts' | 'attemptsOfRun' | 'events' | 'log'
>

const STEP_ITSELF = fromItemIndex(null)
export function createRunReads(database: Database.Database, db: Kysely<Schema>): RunReads {
  // Read before each attempt that uses an earlier output.
  const outcomeAt = prepare(database, db, (kysely, params: { run_id: string; step_id: string }) =>
    kysely.selectFrom('step_runs').select(OUTCOME_COLUMNS).where('run_id', '=', params.run_id).where('step_id', '=', params.step_id).where('item_index', '=', STEP_ITSELF),
  )
  const openByStatus = prepare(database, db, (kysely, _params: Record<never, never>) =>
    kysely
      .selectFrom('runs')
      .select((e) => ['status', e.fn.countAll<number>().as('count')])
      .where('status', 'in', ['queued', 'running', 'waiting'])
      .groupBy('status'),
  )
  const facts = prepare(database, db, (kysely, params: { id: string }) => kysely.selectFrom('runs').select(['input', 'external_id', 'started_at', 'created_at', 'origin_run_id', 'origin', 'no_cache', 'rerun_from']).where('id', '=', params.id))
  return {
    ...createRunPages(database, db),
    async run(idOrExternalId) {
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where((e) => e.or([e('id', '=', idOrExternalId), e('external_id', '=', idOrExternalId)]))
        .executeTakeFirst()
      return row === undefined ? null : toRun(row)
    },
    async runFacts(runId) {
      const row = facts.get({ id: runId })
      if (row === undefined) return null
      return { input: decodeObject(row.input), externalId: row.external_id, startedAt: row.started_at ?? row.created_at, noCache: row.no_cache === 1, rerunFrom: row.rerun_from, isRetry: row.origin === 'retry', hasOrigin: row.origin_run_id !== null, inputBytes: row.input.length }
    },
    async runError(runId) {
      const row = await db.selectFrom('runs').select('error').where('id', '=', runId).executeTakeFirst()
      return decodeError(row?.error ?? null)
    },
    async runCounts() {
      const rows = openByStatus.all({})
      const count = (status: string) => Number(rows.find((row) => row.status === status)?.count ?? 0)
      return { queued: count('queued'), running: count('running'), waiting: count('waiting') }
    },
    async successDurations(pipelineId, limit) {
      const rows = await db
        .selectFrom('runs')
        .select(['started_at', 'finished_at'])
        .where('pipeline_id', '=', pipelineId)
        .where('status', '=', 'succeeded')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.flatMap(({ started_at, finished_at }) => (started_at === null || finished_at === null ? [] : [finished_at - started_at]))
    },
    async step(stepRunId) {
      const row = await db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('id', '=', stepRunId).executeTakeFirst()
      return row === undefined ? null : toStepRun(row)
    },
    async stepOf(runId, stepId) {
      const row = await db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('run_id', '=', runId).where('step_id', '=', stepId).where('item_index', '=', STEP_ITSELF).executeTakeFirst()
      return row === undefined ? null : toStepRun(row)
    },
    async steps(runId) {
      const rows = await db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('run_id', '=', runId).where('step_id', 'in', stepIdsOf(runId)).where('item_index', '=', STEP_ITSELF).execute()
      return rows.map(toStepRun)
    },
    async values(stepRunId) {
      const row = await db.selectFrom('step_runs').select(['input', 'output']).where('id', '=', stepRunId).executeTakeFirst()
      return row === undefined ? null : { input: decodeValue(row.input), output: decodeValue(row.output) }
    },
    async outcomes(runId, stepIds) {
      return stepIds.flatMap((stepId) => outcomeAt.all({ run_id: runId, step_id: stepId })).map(toOutcome)
    },
    async attempts(stepRunId) {
      const rows = await db.selectFrom('attempts').selectAll().where('step_run_id', '=', stepRunId).orderBy('number').execute()
      return rows.map(toAttempt)
    },
    async attemptsOfRun(runId) {
      const steps = db.selectFrom('step_runs').select('id').where('run_id', '=', runId).where('step_id', 'in', stepIdsOf(runId)).where('item_index', '=', STEP_ITSELF)
      const rows = await db.selectFrom('attempts').selectAll().where('step_run_id', 'in', steps).orderBy('step_run_id').orderBy('number').execute()
      return rows.map(toAttempt)
    },
    async events(runId, afterSeq, limit) {
      const rows = await db.selectFrom('run_events').selectAll().where('run_id', '=', runId).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute()
      return rows.map(decodeEvent)
    },
    async log(runId, { afterSeq, stepId, stepRunId, limit }) {
      const matching = db
        .selectFrom('log_chunks')
        .where('run_id', '=', runId)
        .where('last_seq', '>', afterSeq)
        .$if(stepId !== undefined, (query) => query.where('step_id', '=', stepId ?? ''))
        .$if(stepRunId !== undefined, (query) => query.where('step_run_id', '=', stepRunId ?? ''))
        // The chunk that holds `afterSeq` begins before it; chunks hold at most 1,000 lines.
        .where('first_seq', '>', afterSeq - MAX_CHUNK_LINES)
        .orderBy('first_seq')
      const last = lastNeeded(await matching.select(['first_seq', 'last_seq']).limit(limit).execute(), afterSeq, limit)
      if (last === null) return []
      const chunks = await matching.selectAll().where('first_seq', '<=', last).execute()
      const lines: LogLine[] = []
      for (const chunk of chunks) {
        const entries = JSON.parse(chunk.lines) as readonly LogEntry[]
        entries.forEach((entry, offset) => {
          const seq = chunk.first_seq + offset
          if (seq > afterSeq && lines.length < limit) {
            lines.push({ seq, stepRunId: chunk.step_run_id, stepId: chunk.step_id, itemIndex: toItemIndex(chunk.item_index), attempt: chunk.attempt, ...entry })
          }
        })
        if (lines.length >= limit) break
      }
      return lines
    },
  }
}

/** Lines in one chunk at most: bounds what a reader must look through for one line. */
export const MAX_CHUNK_LINES = 1000

/** Where the last chunk begins that is needed for so many lines: chunks are large, and one more is read for nothing. */
function lastNeeded(chunks: readonly { first_seq: number; last_seq: number }[], afterSeq: number, limit: number): number | null {
  let lines = 0
  for (const chunk of chunks) {
    lines += chunk.last_seq - Math.max(chunk.first_seq - 1, afterSeq)
    if (lines >= limit) return chunk.first_seq
  }
  return chunks.at(-1)?.first_seq ?? null
}
