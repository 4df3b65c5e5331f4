import type { Run, RunFilter } from '../../contract/run'
import { runStatus, type RunStatus } from '../../contract/run-status'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import type { EngineSession } from '../link/engine-session'
import { lamp } from '../show/lamp'
import type { Column } from '../show/table'
import { visible } from '../show/visible'
import { dateTime, duration } from '../show/words'
import { tellList } from '../tell-list'
import type { Colours } from '../terminal'

export interface RunsOptions {
  readonly status?: readonly RunStatus[]
  readonly pipeline?: string
  readonly limit: number
  readonly data?: string
  readonly json?: true
}

export const RUN_STATUS_NAMES = runStatus.options

/** The most that one answer holds. */
const PAGE = 500

/** The newest runs, newest first. */
export async function runsCommand(context: CliContext, { status, pipeline, limit, data, json }: RunsOptions): Promise<ExitCode> {
  const { terminal } = context
  const session = await openSession(context, { data, works: false })
  try {
    const pipelineId = pipeline === undefined ? undefined : (await session.ask((client) => client.pipelines.get({ pipeline }))).id
    const runs = await listRuns(session, { ...(status !== undefined && { statuses: [...status] }), ...(pipelineId !== undefined && { pipelineId }) }, limit)
    tellList(terminal, { rows: runs, columns: columns(terminal.colours, Date.now()), nothing: 'No runs.' }, json)
    return EXIT.done
  } finally {
    await session.close()
  }
}

async function listRuns(session: EngineSession, filter: RunFilter, limit: number): Promise<readonly Run[]> {
  const runs: Run[] = []
  while (runs.length < limit) {
    const { items } = await session.ask((client) => client.runs.list({ filter, skip: runs.length, limit: Math.min(PAGE, limit - runs.length) }))
    if (items.length === 0) break
    runs.push(...items)
  }
  return runs
}

function statusWords({ status, pausedAt, waitsForGroup }: Run): string {
  if (pausedAt !== null) return `${status}, paused`
  return waitsForGroup === null ? status : `${status}, waits for ${waitsForGroup.holders[0]?.externalId ?? 'its turn'}`
}

const columns = (colours: Colours, now: number): readonly Column<Run>[] => [
  { title: 'RUN', cell: ({ externalId }) => externalId },
  { title: 'PIPELINE', cell: ({ pipelineName, version }) => `${visible(pipelineName)} v${version}` },
  { title: 'STATUS', cell: (run) => `○ ${statusWords(run)}`, colour: (cell, { status }) => cell.replace('○', lamp(status, colours)) },
  { title: 'STARTED', cell: ({ createdAt }) => dateTime(createdAt) },
  { title: 'TOOK', cell: ({ createdAt, finishedAt }) => duration((finishedAt ?? now) - createdAt) },
  { title: 'STEPS', cell: ({ status, stepsDone, stepsTotal, stepsFailed }) => `${status === 'cancelled' || status === 'failed' ? '' : `${stepsDone}/`}${stepsTotal}${stepsFailed === 0 ? '' : `, ${stepsFailed} failed`}` },
]
