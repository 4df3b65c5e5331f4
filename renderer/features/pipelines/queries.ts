import type { ImportFormat } from '../../../engine/contract/import'
import { defineQuery } from '../../engine/define-query'

export const listPipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))

/** The current version unless another is asked for. */
export const getPipeline = defineQuery((client, { pipeline, version }: { readonly pipeline: string; readonly version?: number | undefined }, signal) =>
  client.pipelines.get(version === undefined ? { pipeline } : { pipeline, version }, { signal }),
)

/** Two versions, and what the second does otherwise than the first. */
export const compareVersions = defineQuery((client, compared: { readonly pipeline: string; readonly from: number; readonly to: number }, signal) =>
  client.pipelines.compare(compared, { signal }),
)

export const validateText = defineQuery((client, text: string, signal) => client.pipelines.validate({ text }, { signal }))

export const previewImport = defineQuery((client, { text, format }: { readonly text: string; readonly format: ImportFormat | null }, signal) =>
  client.pipelines.previewImport(format === null ? { text } : { text, format }, { signal }),
)

export const getStepKinds = defineQuery((client, _: 'all', signal) => client.pipelines.stepKinds(undefined, { signal }))

export const listQueueNames = defineQuery(async (client, _: 'all', signal) => (await client.queues.list(undefined, { signal })).queues.map(({ name }) => name))

export const RECENT_RUNS = 30

export const recentRuns = defineQuery((client, pipelineId: string, signal) => client.runs.list({ filter: { pipelineId }, limit: RECENT_RUNS }, { signal }))
