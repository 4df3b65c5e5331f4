import type { Approval, ApprovalFilter } from '../../contract/approval'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import type { EngineSession } from '../link/engine-session'
import { placeWords } from '../show/approval-words'
import type { Column } from '../show/table'
import { visible } from '../show/visible'
import { dateTime } from '../show/words'
import { tellList } from '../tell-list'

export interface ApprovalsOptions {
  readonly all?: true
  readonly run?: string
  readonly limit: number
  readonly data?: string
  readonly json?: true
}

/** The most that one answer holds. */
const PAGE = 500

/** Questions that wait for an answer, newest first; with `all` also those that need none any more. */
export async function approvalsCommand(context: CliContext, { all, run, limit, data, json }: ApprovalsOptions): Promise<ExitCode> {
  const session = await openSession(context, { data, works: false })
  try {
    const runId = run === undefined ? undefined : (await session.ask((client) => client.runs.get({ run }))).id
    const filter: ApprovalFilter = { ...(all === undefined && { state: 'open' }), ...(runId !== undefined && { runId }) }
    const items = await list(session, filter, limit)
    tellList(context.terminal, { rows: items, columns: COLUMNS, nothing: 'Nothing waits for an answer.' }, json)
    return EXIT.done
  } finally {
    await session.close()
  }
}

async function list(session: EngineSession, filter: ApprovalFilter, limit: number): Promise<readonly Approval[]> {
  const found: Approval[] = []
  while (found.length < limit) {
    const { items } = await session.ask((client) => client.approvals.list({ filter, skip: found.length, limit: Math.min(PAGE, limit - found.length) }))
    if (items.length === 0) break
    found.push(...items)
  }
  return found
}

const COLUMNS: readonly Column<Approval>[] = [
  { title: 'RUN', cell: ({ externalId }) => externalId },
  { title: 'STEP', cell: (approval) => visible(placeWords(approval)) },
  { title: 'ASKED', cell: ({ askedAt }) => dateTime(askedAt) },
  { title: 'EXPIRES', cell: ({ expiresAt }) => (expiresAt === null ? 'never' : dateTime(expiresAt)) },
  { title: 'STATE', cell: ({ status, answeredBy }) => (answeredBy === null ? status : `${status} by ${visible(answeredBy)}`) },
  { title: 'QUESTION', cell: ({ question }) => brief(visible(question)) },
  { title: 'ID', cell: ({ id }) => id },
]

const LONGEST = 60

const brief = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)
