import * as z from 'zod'
import type { Approval, ApprovalDetail } from '../../contract/approval'
import { json as jsonSchema, type Json } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { readJson } from '../../core/shared/read-json'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { toFailure } from '../failure'
import type { EngineSession } from '../link/engine-session'
import { answerWords, placeWords } from '../show/approval-words'
import { jsonLine } from '../show/json-line'
import { visible } from '../show/visible'
import { dateTime } from '../show/words'

export interface ApproveOptions {
  readonly reject?: true
  readonly comment?: string
  readonly value?: string
  readonly data?: string
  readonly json?: true
}

/** Answers a question: by its own id, or as the only one that a run asks at the moment. */
export async function approveCommand(context: CliContext, which: string, { reject, comment, value: text, data, json }: ApproveOptions): Promise<ExitCode> {
  const value = text === undefined ? undefined : parseValue(text)
  if (reject === true && value !== undefined) throw new EngineError('request_invalid', 'A rejection takes no value: give either --reject or --value.')
  const session = await openSession(context, { data, works: false })
  try {
    const approvalId = await find(session, which)
    const answered = await session.ask((client) =>
      client.approvals.answer({ approvalId, approve: reject !== true, ...(comment !== undefined && { comment }), ...(value !== undefined && { value }) }),
    )
    context.terminal.line(json ? jsonLine(answered) : words(answered))
    return EXIT.done
  } finally {
    await session.close()
  }
}

function parseValue(text: string): Json {
  const value = readJson(text)
  if (value === undefined) throw new EngineError('request_invalid', 'The value is not JSON. A text stands in quotes of its own: --value \'"Hello"\'.')
  return jsonSchema.parse(value)
}

async function find(session: EngineSession, which: string): Promise<string> {
  if (z.uuid().safeParse(which).success) {
    try {
      return (await session.ask((client) => client.approvals.get({ approvalId: which }))).id
    } catch (thrown) {
      // It may be the id of a run.
      if (toFailure(thrown).code !== 'approval_not_found') throw thrown
    }
  }
  const { id: runId, externalId } = await session.ask((client) => client.runs.get({ run: which }))
  const { items: open } = await session.ask((client) => client.approvals.list({ filter: { state: 'open', runId } }))
  const [first, ...others] = open
  if (first === undefined) throw asksNothing(externalId, await lastAnswered(session, runId))
  if (others.length === 0) return first.id
  const list = open.map((approval) => `${placeWords(approval)}: ${approval.id}`).join('\n  ')
  throw new EngineError('request_invalid', `${externalId} asks ${open.length} questions. Name one of them by its id:\n  ${list}`)
}

async function lastAnswered(session: EngineSession, runId: string): Promise<Approval | undefined> {
  const { items } = await session.ask((client) => client.approvals.list({ filter: { state: 'answered', runId }, limit: 1 }))
  return items[0]
}

/** Somebody may have been faster; then who, and when, is what there is to know. */
function asksNothing(externalId: string, last: Approval | undefined): EngineError {
  const nothing = `${externalId} asks nothing at the moment.`
  if (last === undefined) return new EngineError('approval_not_found', nothing)
  const { status, answeredBy, answeredAt } = last
  const when = answeredAt === null ? '' : ` at ${dateTime(answeredAt)}`
  const byPerson = status === 'approved' || status === 'rejected'
  return new EngineError(byPerson ? 'approval_already_answered' : 'approval_not_found', `${nothing} Its last question, of ${placeWords(last)}, ${became(last)}${when}.`, {
    details: { approval: last.id, status, by: answeredBy, at: answeredAt },
  })
}

const words = (approval: ApprovalDetail): string =>
  approval.status === 'open' ? '' : visible(`${approval.externalId} ${placeWords(approval)}: the question ${became(approval, approval.comment)}`)

const became = ({ status, answeredBy: by }: Approval, comment = ''): string => (status === 'open' ? 'is open' : answerWords({ status, by, comment }))
