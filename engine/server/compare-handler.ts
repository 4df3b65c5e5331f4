import type { VersionComparison } from '../contract/version-comparison'
import { compareSpecs } from '../core/pipelines/compare-specs'
import { EngineError } from '../core/shared/engine-error'
import type { EngineServices } from './context'

interface Wanted {
  /** Id or name. */
  readonly pipeline: string
  readonly from: number
  readonly to: number
}

/** Two versions of a pipeline, and what one does otherwise than the other. */
export async function compareVersions({ read }: EngineServices, { pipeline: which, from, to }: Wanted): Promise<VersionComparison> {
  const pipeline = await read.pipeline(which)
  if (pipeline === null) throw new EngineError('pipeline_not_found', `There is no pipeline "${which}".`)
  const versionOf = async (number: number) => {
    const version = await read.pipelineVersion(pipeline.id, number)
    if (version === null) throw new EngineError('pipeline_not_found', `Pipeline "${pipeline.name}" has no version ${number}.`)
    return version
  }
  const [older, newer] = await Promise.all([versionOf(from), versionOf(to)])
  const text = ({ number, createdAt, text: of }: typeof older) => ({ number, createdAt, text: of })
  return { from: text(older), to: text(newer), changes: [...compareSpecs(older.spec, newer.spec)] }
}
