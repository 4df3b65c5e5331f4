import type Database from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import type { ApprovalWrites } from '../../ports/write-stores'
import { approvalRow, encodeJson, toApproval } from '../codecs'
import { prepare } from '../prepared'
import type { ApprovalsTable, Schema } from '../schema'

type AnswerRow = Pick<ApprovalsTable, 'id' | 'status' | 'answered_by' | 'answered_at' | 'comment' | 'answer'>

export function createApprovalWrites(database: Database.Database, kysely: Kysely<Schema>): ApprovalWrites {
  const open = sql<boolean>`status = 'open'`
  const byId = prepare(database, kysely, (db, params: { id: string }) => db.selectFrom('approvals').selectAll().where('id', '=', params.id))
  const answer = prepare(database, kysely, (db, params: AnswerRow) =>
    db
      .updateTable('approvals')
      .set({ status: params.status, answered_by: params.answered_by, answered_at: params.answered_at, comment: params.comment, answer: params.answer })
      .where('id', '=', params.id)
      .where(open),
  )
  const withdrawn = (at: number) => kysely.updateTable('approvals').set({ status: 'withdrawn', answered_at: at }).where(open)
  return {
    async insert(approval) {
      await kysely.insertInto('approvals').values(approvalRow(approval)).execute()
    },
    async byId(id) {
      const row = byId.get({ id })
      return row === undefined ? null : toApproval(row)
    },
    async answer(id, { status, by, at, comment, answer: value }) {
      return answer.run({ id, status, answered_by: by, answered_at: at, comment, answer: encodeJson(value) }) > 0
    },
    async withdraw(runId, at) {
      const rows = await withdrawn(at).where('run_id', '=', runId).returningAll().execute()
      return rows.map(toApproval)
    },
    async withdrawOf(stepRunId, at) {
      const rows = await withdrawn(at).where('step_run_id', '=', stepRunId).returningAll().execute()
      return rows.map(toApproval)
    },
  }
}
