import type { PipelineSummary } from '../../../engine/contract/pipeline'
import type { Run } from '../../../engine/contract/run'

/** A pipeline that failed, once or again. */
export interface Trouble {
  readonly newest: Run
  readonly count: number
  /** It has succeeded since: good to know, nothing to do. */
  readonly over: boolean
}

/** Failed runs (newest first) by pipeline: what still fails before what went well since, the newest first. */
export function troublesOf(failed: readonly Run[], pipelines: readonly Pick<PipelineSummary, 'id' | 'lastRuns'>[]): readonly Trouble[] {
  const byPipeline = new Map<string, Trouble>()
  for (const run of failed) {
    const known = byPipeline.get(run.pipelineId)
    if (known !== undefined) byPipeline.set(run.pipelineId, { ...known, count: known.count + 1 })
    else byPipeline.set(run.pipelineId, { newest: run, count: 1, over: hasSucceededSince(run, pipelines) })
  }
  const troubles = [...byPipeline.values()]
  return [...troubles.filter(({ over }) => !over), ...troubles.filter(({ over }) => over)]
}

const hasSucceededSince = ({ pipelineId, createdAt }: Run, pipelines: readonly Pick<PipelineSummary, 'id' | 'lastRuns'>[]): boolean =>
  pipelines.find(({ id }) => id === pipelineId)?.lastRuns.some((run) => run.status === 'succeeded' && run.createdAt > createdAt) ?? false
