import type { ChildRun } from '../contract/step'
import type { ReadStores } from '../ports/read-stores'
import type { ChildRunRequest } from '../ports/step-kind'
import { isPlanLost } from './fail-run'
import { planAgain, type AgainReads, type PlannedAgain } from './plan-again'

export interface ChildReads extends AgainReads {
  readonly read: AgainReads['read'] & Pick<ReadStores, 'stepOf' | 'items' | 'childOf'>
}

/** A step, or an item, of a run that was made from others, the nearest first. */
export interface StepPlace {
  readonly stepId: string
  readonly itemIndex: number | null
  readonly earlierRuns: readonly string[]
}

/**
 * How the run that a retried step starts goes on where the one stopped that the step had started before. Null when there is
 * none, it did not fail, or it was a run of another pipeline: then the new one begins from nothing. Throws `input_invalid`.
 */
export async function planChildAgain(reads: ChildReads, place: StepPlace, { pipeline: which, version, input }: ChildRunRequest): Promise<PlannedAgain | null> {
  const { read } = reads
  const child = await childBefore(read, place)
  if (child === null || (child.status !== 'failed' && child.status !== 'cancelled')) return null
  const [pipeline, before] = await Promise.all([read.pipeline(which), read.run(child.runId)])
  if (pipeline === null || before?.pipelineId !== pipeline.id) return null
  try {
    const planned = await planAgain(reads, { run: child.runId, version: version ?? pipeline.currentVersion, input, failedItems: true })
    return [...planned.fates.values()].some(({ kind }) => kind === 'runs') ? planned : null
  } catch (thrown) {
    if (isPlanLost(thrown)) return null
    throw thrown
  }
}

/** The newest run that this step has started in any of the earlier runs. */
async function childBefore(read: ChildReads['read'], { stepId, itemIndex, earlierRuns }: StepPlace): Promise<ChildRun | null> {
  for (const runId of earlierRuns) {
    const step = itemIndex === null ? await read.stepOf(runId, stepId) : ((await read.items({ runId, stepId }, null, { skip: itemIndex, limit: 1 })).items[0] ?? null)
    const child = step === null ? null : await read.childOf(step.id)
    if (child !== null) return child
  }
  return null
}
