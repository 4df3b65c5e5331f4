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
import { visible } from '../show/visible'

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
    context.terminal.line(json ? JSON.stringify(answered) : words(answered))
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
  const { items } = await session.ask((client) => client.approvals.list({ filter: { state: 'open', runId } }))
  return only(items, externalId)
}

function only(open: readonly Approval[], externalId: string): string {
  const [first, ...others] = open
  if (first === undefined) throw new EngineError('approval_not_found', `${externalId} asks nothing at the moment.`)
  if (others.length === 0) return first.id
  const list = open.map((approval) => `${placeWords(approval)}: ${approval.id}`).join('\n  ')
  throw new EngineError('request_invalid', `${externalId} asks ${open.length} questions. Name one of them by its id:\n  ${list}`)
}

const words = (approval: ApprovalDetail): string =>
  approval.status === 'open' ? '' : visible(`${approval.externalId} ${placeWords(approval)}: the question ${answerWords({ status: approval.status, by: approval.answeredBy, comment: approval.comment })}`)
