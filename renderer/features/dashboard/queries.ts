import type { RunStatus } from '../../../engine/contract/run-status'
import { defineQuery } from '../../engine/define-query'
import type { Span } from './period'

/** Open runs that the dashboard names; the list of runs has the others. */
export const RUNNING_SHOWN = 8
/** Failed runs that are looked through; of more, the newest. */
export const FAILURES_READ = 100

export const OPEN: readonly RunStatus[] = ['running', 'waiting', 'queued']

export const getStatistics = defineQuery((client, span: Span, signal) => client.runs.statistics(span, { signal }))

/** The newest run there is: none means that nothing ever ran. */
export const getNewestRun = defineQuery((client, _: 'any', signal) => client.runs.list({ limit: 1 }, { signal }))

export const getOpenRuns = defineQuery((client, _: 'open', signal) => client.runs.list({ filter: { statuses: [...OPEN] }, limit: RUNNING_SHOWN }, { signal }))

export const getFailures = defineQuery((client, since: number, signal) =>
  client.runs.list({ filter: { statuses: ['failed'], createdAfter: since }, limit: FAILURES_READ }, { signal }),
)

export const getPipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))

export const getVault = defineQuery((client, _: 'vault', signal) => client.secrets.list(undefined, { signal }))

/** How many questions wait for an answer. */
export const countQuestions = defineQuery(async (client, _: 'all', signal) => (await client.approvals.list({ filter: { state: 'open' }, limit: 1 }, { signal })).total)
