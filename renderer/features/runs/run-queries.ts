import { defineQuery } from '../../engine/define-query'

export const getRun = defineQuery((client, run: string, signal) => client.runs.get({ run }, { signal }))

/** `version` takes part only so that a step that went on is read again. */
export const getStep = defineQuery((client, { stepRunId }: { readonly stepRunId: string; readonly version: string }, signal) =>
  client.runs.step({ stepRunId }, { signal }),
)

const MOST_LINES = 10_000

/** What a step, or an item, wrote to the log: its first lines, when there are very many. */
export const getStepLog = defineQuery(
  (client, { runId, stepRunId }: { readonly runId: string; readonly stepRunId: string; readonly version: string }, signal) =>
    client.runs.log({ runId, stepRunId, limit: MOST_LINES }, { signal }),
)

/** The row of one item of a mapped step. */
export const getItem = defineQuery(
  (client, { runId, stepId, index }: { readonly runId: string; readonly stepId: string; readonly index: number; readonly version: string }, signal) =>
    client.runs.items({ runId, stepId, skip: index, limit: 1 }, { signal }),
)

export const getFiles = defineQuery((client, { runId }: { readonly runId: string; readonly version: string }, signal) =>
  client.runs.files({ runId }, { signal }),
)

export const getPipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))

/** The open question of a step that waits for a person; null when it is answered. */
export const getQuestion = defineQuery(async (client, stepRunId: string, signal) => {
  const { items } = await client.approvals.list({ filter: { state: 'open', stepRunId }, limit: 1 }, { signal })
  const [first] = items
  return first === undefined ? null : client.approvals.get({ approvalId: first.id }, { signal })
})

/** What the run, and each of its open steps, waits for. `version` takes part only so that it is asked again. */
export const getWhy = defineQuery((client, { run }: { readonly run: string; readonly version: string }, signal) => client.runs.why({ run }, { signal }))
