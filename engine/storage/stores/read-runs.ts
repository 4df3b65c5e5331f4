import type Database from 'better-sqlite3'
import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { LogLine } from '../../contract/log'
import type { RunFilter } from '../../contract/run'
import type { ReadStores, StepOutcomeRecord } from '../../ports/read-stores'
import type { LogEntry } from '../../ports/records'
import { decodeError, decodeEvent, decodeJson, decodeObject, decodeValue, fromItemIndex, STEP_RUN_COLUMNS, toAttempt, toItemIndex, toRun, toStepRun } from '../codecs'
import { prepare } from '../prepared'
import type { Schema, StepRunsTable } from '../schema'

type RunReads = Pick<
  ReadStores,
  'runs' | 'run' | 'runFacts' | 'runCounts' | 'successDurations' | 'step' | 'steps' | 'items' | 'values' | 'outcomes' | 'itemOutcomes' | 'itemOutcomeBytes' | 'itemValue' | 'attempts' | 'attemptsOfRun' | 'events' | 'log'
>

const STEP_ITSELF = fromItemIndex(null)
const OUTCOME_COLUMNS = ['id', 'step_id', 'item_index', 'status', 'output', 'error'] as const

/** A reference to an artifact, with its preview, is never longer: what is longer is a value, and need not be looked at. */
const LONGEST_REFERENCE = 16 * 1024
/** See `encodeValue`. The length of a column is known without reading it. */
const OUTPUT_BYTES = sql<number>`case
  when output is null then 0
  when octet_length(output) > ${sql.lit(LONGEST_REFERENCE)} then octet_length(output)
  when substr(output, 1, 1) = 'a' then json_extract(substr(output, 2), '$[1]')
  else octet_length(output) end`

const toOutcome = (row: Pick<StepRunsTable, (typeof OUTCOME_COLUMNS)[number]>): StepOutcomeRecord => ({
  id: row.id,
  stepId: row.step_id,
  itemIndex: toItemIndex(row.item_index),
  status: row.status,
  output: decodeValue(row.output),
  error: decodeError(row.error),
})

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
  const facts = prepare(database, db, (kysely, params: { id: string }) => kysely.selectFrom('runs').select(['input', 'external_id', 'started_at', 'created_at']).where('id', '=', params.id))
  const itemAt = prepare(database, db, (kysely, params: { id: string }) => kysely.selectFrom('step_runs').select('item').where('id', '=', params.id))
  return {
    async runs(filter, { skip, limit }) {
      const matching = db.selectFrom('runs').where((e) => matches(e, filter))
      const rows = await matching.selectAll().orderBy('id', 'desc').limit(limit).offset(skip).execute()
      const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      return { items: rows.map(toRun), total: Number(total) }
    },
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
      return row === undefined ? null : { input: decodeObject(row.input), externalId: row.external_id, startedAt: row.started_at ?? row.created_at }
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
    async steps(runId) {
      const rows = await db.selectFrom('step_runs').select(STEP_RUN_COLUMNS).where('run_id', '=', runId).where('item_index', '=', STEP_ITSELF).execute()
      return rows.map(toStepRun)
    },
    async items({ runId, stepId }, statuses, { skip, limit }) {
      const matching = db
        .selectFrom('step_runs')
        .where('run_id', '=', runId)
        .where('step_id', '=', stepId)
        .where('item_index', '>=', 0)
        .$if(statuses !== null, (query) => query.where('status', 'in', statuses ?? []))
      const rows = await matching.select(STEP_RUN_COLUMNS).orderBy('item_index').limit(limit).offset(skip).execute()
      const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      return { items: rows.map(toStepRun), total: Number(total) }
    },
    async values(stepRunId) {
      const row = await db.selectFrom('step_runs').select(['input', 'output']).where('id', '=', stepRunId).executeTakeFirst()
      return row === undefined ? null : { input: decodeValue(row.input), output: decodeValue(row.output) }
    },
    async outcomes(runId, stepIds) {
      return stepIds.flatMap((stepId) => outcomeAt.all({ run_id: runId, step_id: stepId })).map(toOutcome)
    },
    async itemOutcomes(parentId) {
      const parent = db.selectFrom('step_runs').where('id', '=', parentId)
      const rows = await db
        .selectFrom('step_runs')
        .select(OUTCOME_COLUMNS)
        .where('run_id', '=', parent.select('run_id'))
        .where('step_id', '=', parent.select('step_id'))
        .where('item_index', '>=', 0)
        .orderBy('item_index')
        .execute()
      return rows.map(toOutcome)
    },
    async itemOutcomeBytes(parentId) {
      const parent = db.selectFrom('step_runs').where('id', '=', parentId)
      const { bytes } = await db
        .selectFrom('step_runs')
        .select(sql<number | null>`sum(${OUTPUT_BYTES} + coalesce(octet_length(error), 0))`.as('bytes'))
        .where('run_id', '=', parent.select('run_id'))
        .where('step_id', '=', parent.select('step_id'))
        .where('item_index', '>=', 0)
        .executeTakeFirstOrThrow()
      return bytes ?? 0
    },
    async itemValue(stepRunId) {
      const row = itemAt.get({ id: stepRunId })
      return row?.item == null ? null : decodeJson(row.item)
    },
    async attempts(stepRunId) {
      const rows = await db.selectFrom('attempts').selectAll().where('step_run_id', '=', stepRunId).orderBy('number').execute()
      return rows.map(toAttempt)
    },
    async attemptsOfRun(runId) {
      const steps = db.selectFrom('step_runs').select('id').where('run_id', '=', runId).where('item_index', '=', STEP_ITSELF)
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

function matches(e: ExpressionBuilder<Schema, 'runs'>, filter: RunFilter) {
  const conditions = []
  if (filter.statuses !== undefined && filter.statuses.length > 0) conditions.push(e('status', 'in', filter.statuses))
  if (filter.pipelineId !== undefined) conditions.push(e('pipeline_id', '=', filter.pipelineId))
  if (filter.createdAfter !== undefined) conditions.push(e('created_at', '>=', filter.createdAfter))
  if (filter.text !== undefined && filter.text !== '') {
    const text = filter.text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)
    conditions.push(sql<boolean>`(external_id like ${`${text}%`} escape '\\' or pipeline_name like ${`%${text}%`} escape '\\')`)
  }
  return e.and(conditions)
}
