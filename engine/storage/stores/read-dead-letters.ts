import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import type { DeadLetter, DeadLetterFilter } from '../../contract/dead-letter'
import type { ReadStores } from '../../ports/read-stores'
import { decodeError } from '../codecs'
import type { DeadLettersTable, Schema } from '../schema'

type DeadLetterReads = Pick<ReadStores, 'deadLetters' | 'deadLetterGroups' | 'deadLettersById'>

/** More causes than anybody looks through at once. */
const MOST_GROUPS = 200

const toDeadLetter = (row: DeadLettersTable): DeadLetter => ({
  id: row.id,
  runId: row.run_id,
  externalId: row.external_id,
  stepRunId: row.step_run_id,
  stepId: row.step_id,
  pipelineId: row.pipeline_id,
  pipelineName: row.pipeline_name,
  error: decodeError(row.error) ?? { code: 'step_failed', message: 'No reason was given.' },
  shape: row.shape,
  attempts: row.attempts,
  itemsFailed: row.items_failed,
  at: row.at,
  status: row.status,
  closedAt: row.closed_at,
  replay: row.new_run_id === null || row.new_external_id === null ? null : { runId: row.new_run_id, externalId: row.new_external_id },
  reason: row.reason,
})

export function createDeadLetterReads(db: Kysely<Schema>): DeadLetterReads {
  return {
    async deadLetters(filter, { skip, limit }) {
      const matching = db.selectFrom('dead_letters').where((e) => matches(e, filter))
      const rows = await matching.selectAll().orderBy('id', 'desc').limit(limit).offset(skip).execute()
      const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      return { items: rows.map(toDeadLetter), total: Number(total) }
    },
    async deadLetterGroups(filter) {
      // Ids grow with time: the largest is the newest.
      const groups = db
        .selectFrom('dead_letters')
        .where((e) => matches(e, filter))
        .select((e) => [e.fn.max('id').as('newest_id'), e.fn.countAll<number>().as('count'), sql<number>`sum(items_failed)`.as('items')])
        .groupBy(['pipeline_id', 'shape'])
        .orderBy('newest_id', 'desc')
        .limit(MOST_GROUPS)
      const rows = await db
        .selectFrom(groups.as('grouped'))
        .innerJoin('dead_letters', 'dead_letters.id', 'grouped.newest_id')
        .selectAll('dead_letters')
        .select(['grouped.count', 'grouped.items'])
        .orderBy('dead_letters.id', 'desc')
        .execute()
      return rows.map((row) => ({ pipelineId: row.pipeline_id, pipelineName: row.pipeline_name, shape: row.shape, count: Number(row.count), itemsFailed: Number(row.items), newest: toDeadLetter(row) }))
    },
    async deadLettersById(ids) {
      return (await db.selectFrom('dead_letters').selectAll().where('id', 'in', ids).execute()).map(toDeadLetter)
    },
  }
}

function matches(e: ExpressionBuilder<Schema, 'dead_letters'>, { status, pipelineId, shape }: DeadLetterFilter) {
  const conditions = []
  if (status !== undefined) conditions.push(e('status', '=', status))
  if (pipelineId !== undefined) conditions.push(e('pipeline_id', '=', pipelineId))
  if (shape !== undefined) conditions.push(e('shape', '=', shape))
  return e.and(conditions)
}
