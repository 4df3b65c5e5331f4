import type { ParsedPipeline } from '../core/pipelines/parse-pipeline'
import { EngineError } from '../core/shared/engine-error'
import type { SavedPipeline } from '../contract/pipeline'
import type { Ids } from '../ports/ids'
import type { Transaction } from '../ports/unit-of-work'
import { canonicalHash } from './canonical-hash'

export interface PipelineText {
  readonly text: string
  readonly parsed: ParsedPipeline
  readonly basedOnVersion?: number | undefined
  /** Absolute; where the pipeline's relative paths start. Where they did before, unless given. */
  readonly folder: string | undefined
  /** For a new pipeline without a folder. */
  readonly ownFolder: string
}

/**
 * Stores a text as a new version of the pipeline that it names; the same text and folder again change nothing.
 * Throws `pipeline_invalid` with the problems, `pipeline_conflict` when somebody saved since `basedOnVersion`.
 */
export async function savePipeline(tx: Transaction, { text, parsed, basedOnVersion, folder: given, ownFolder }: PipelineText, { ids, now }: { ids: Ids; now: number }): Promise<SavedPipeline> {
  const { spec } = parsed
  if (spec === null) throw invalidPipeline(parsed)
  const known = await tx.pipelines.byName(spec.name)
  const current = known === null ? 0 : known.currentVersion
  if (basedOnVersion !== undefined && basedOnVersion !== current) {
    throw new EngineError('pipeline_conflict', `Pipeline "${spec.name}" is at version ${current} now; your changes started from ${basedOnVersion === 0 ? 'a new file' : `version ${basedOnVersion}`}. Open the newest version and make them there, or save anyway.`, {
      details: { current, basedOn: basedOnVersion },
    })
  }
  const folder = given ?? known?.folder ?? ownFolder
  const hash = canonicalHash({ text, folder })
  if (known !== null) {
    const version = await tx.pipelines.version(known.id, current)
    if (version?.hash === hash) return { pipelineId: known.id, name: spec.name, version: current, changed: false }
  }
  const pipeline = {
    id: known?.id ?? ids.next(),
    name: spec.name,
    description: spec.description,
    currentVersion: current + 1,
    folder,
    stepsTotal: spec.steps.length,
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  }
  if (known === null) await tx.pipelines.insert(pipeline)
  else await tx.pipelines.setCurrent(pipeline)
  await tx.pipelines.insertVersion({ id: ids.next(), pipelineId: pipeline.id, number: pipeline.currentVersion, text, spec, hash, folder, createdAt: now })
  return { pipelineId: pipeline.id, name: spec.name, version: pipeline.currentVersion, changed: true }
}

export function invalidPipeline({ problems }: ParsedPipeline): EngineError {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const where = first === undefined ? 'The file is not a pipeline.' : `Line ${first.line}, column ${first.column}: ${first.message}${more}`
  return new EngineError('pipeline_invalid', where, { problems })
}

/** Takes a pipeline out of the list. Throws `pipeline_not_found`, and `pipeline_conflict` while runs of it are open. */
export async function removePipeline(tx: Transaction, pipelineId: string, now: number): Promise<void> {
  const pipeline = await tx.pipelines.byId(pipelineId)
  if (pipeline === null) throw new EngineError('pipeline_not_found', 'There is no such pipeline; it may have been removed already.')
  const open = await tx.pipelines.openRuns(pipelineId)
  if (open > 0) throw new EngineError('pipeline_conflict', `${open} ${open === 1 ? 'run' : 'runs'} of "${pipeline.name}" ${open === 1 ? 'has' : 'have'} not ended. Cancel ${open === 1 ? 'it' : 'them'} or wait, then remove the pipeline.`, { details: { openRuns: open } })
  await tx.pipelines.remove(pipelineId, now)
}
