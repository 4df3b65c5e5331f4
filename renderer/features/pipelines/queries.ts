import { defineQuery } from '../../engine/define-query'

export const listPipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))

/** The current version unless another is asked for. */
export const getPipeline = defineQuery((client, { pipeline, version }: { readonly pipeline: string; readonly version?: number | undefined }, signal) =>
  client.pipelines.get(version === undefined ? { pipeline } : { pipeline, version }, { signal }),
)

export const validateText = defineQuery((client, text: string, signal) => client.pipelines.validate({ text }, { signal }))

export const getStepKinds = defineQuery((client, _: 'all', signal) => client.pipelines.stepKinds(undefined, { signal }))

export const RECENT_RUNS = 30

export const recentRuns = defineQuery((client, pipelineId: string, signal) => client.runs.list({ filter: { pipelineId }, limit: RECENT_RUNS }, { signal }))
