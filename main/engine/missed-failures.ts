import type { EngineClient } from '../../engine/client/create-client'
import type { FailureNotice } from '../../engine/contract/events'
import type { Run } from '../../engine/contract/run'

/** So many of the newest failed runs are looked at. */
const MOST = 50

/** Runs that have failed since a time, newest first: also those that failed while nobody listened. */
export async function failuresSince(client: EngineClient, since: number): Promise<FailureNotice[]> {
  const { items } = await client.runs.list({ filter: { statuses: ['failed'] }, limit: MOST })
  return items.filter(({ finishedAt }) => finishedAt !== null && finishedAt >= since).map(asNotice)
}

const asNotice = ({ id, externalId, pipelineId, pipelineName, error, finishedAt }: Run): FailureNotice => ({
  runId: id,
  externalId,
  pipelineId,
  pipelineName,
  stepId: null,
  message: error?.message ?? 'The run failed.',
  at: finishedAt ?? 0,
})
