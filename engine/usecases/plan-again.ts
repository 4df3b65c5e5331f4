import type { JsonObject } from '../contract/json'
import type { RerunPlan } from '../contract/rerun'
import { toGraph } from '../core/pipelines/graph'
import { boundInput, checkInputs } from '../core/pipelines/inputs'
import type { ParsedPipeline } from '../core/pipelines/parse-pipeline'
import { OUTPUTS_STEP, type PipelineSpec } from '../core/pipelines/spec'
import { contentHashes, type ContentHash } from '../core/reruns/content-hash'
import { describePlan, planRerun, type EarlierStep, type RerunRequest, type StepFate } from '../core/reruns/plan-rerun'
import { toRunPlan, type RunPlan } from '../core/runs/run-plan'
import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import type { PipelineRecord, RunRecord } from '../ports/records'
import { canonicalHash, sha256 } from './canonical-hash'
import { invalidPipeline } from './pipelines'
import type { RunPlans } from './run-plans'

export interface AgainRequest {
  /** Id or external id. */
  readonly run: string
  readonly from?: string | undefined
  /** See `RerunRequest`. */
  readonly failedItems?: boolean | undefined
  readonly version?: number | undefined
  readonly input?: JsonObject | undefined
  /** A changed definition, as it was understood. */
  readonly edited?: { readonly text: string; readonly parsed: ParsedPipeline } | undefined
}

/** Everything about a run made from an earlier one, before anything is stored. The earlier one has ended, so it stays right. */
export interface PlannedAgain {
  readonly origin: RunRecord
  readonly pipeline: PipelineRecord
  /** The number that the version has, or will have when `edited` is stored. */
  readonly version: number
  readonly edited: AgainRequest['edited']
  readonly input: JsonObject
  readonly fates: ReadonlyMap<string, StepFate>
  /** The step that is done anew, whatever the step cache holds. */
  readonly rerunFrom: string | null
  readonly shown: RerunPlan
}

export interface AgainReads {
  readonly read: Pick<ReadStores, 'run' | 'pipeline' | 'pipelineVersion' | 'earlierSteps'>
  readonly plans: RunPlans
}

/**
 * Throws `run_not_found`, `run_not_finished`, `pipeline_not_found`, `pipeline_invalid`, `input_invalid`, and
 * `request_invalid` when there is no step to run from, or none with items to keep, or the definition is another pipeline's.
 */
export async function planAgain({ read, plans }: AgainReads, request: AgainRequest): Promise<PlannedAgain> {
  const origin = await endedRun(read, request.run)
  const pipeline = await read.pipeline(origin.pipelineId)
  if (pipeline === null) throw new EngineError('pipeline_not_found', `The pipeline "${origin.pipelineName}" of ${origin.externalId} has been removed, so nothing of it can run any more.`)
  const before = await plans.of(origin.versionId)
  const { plan, edited, storesVersion } = await target({ read, plans }, { origin, pipeline, before }, request)
  if (request.from !== undefined) checkFrom(request.from, plan, request.failedItems === true)
  const input = inputFor(plan.spec, origin, request.input)
  const hashes = hashesOf(plan, pipeline.name, input)
  const earlier = await earlierSteps(read, origin, before)
  const asked: RerunRequest = { earlier, steps: mainSteps(plan), hashes, from: request.from ?? null, failedItems: request.failedItems === true }
  const fates = planRerun(asked)
  // What was to be done anew, and has not been, still is.
  const rerunFrom = request.from ?? (fates.get(origin.rerunFrom ?? '')?.kind === 'runs' ? origin.rerunFrom : null)
  return { origin, pipeline, version: plan.version, edited, input, fates, rerunFrom, shown: { version: plan.version, storesVersion, graph: toGraph({ steps: [...mainSteps(plan).values()], onFailure: plan.spec.onFailure }), ...describePlan(fates, { ...asked, usesCache: ({ id, cache }) => cache !== null && !origin.noCache && id !== rerunFrom }) } }
}

async function endedRun(read: AgainReads['read'], which: string): Promise<RunRecord> {
  const run = await read.run(which)
  if (run === null) throw new EngineError('run_not_found', `There is no run ${which}. It may have been removed, or belong to another data folder.`)
  if (isRunOver(run.status)) return run
  throw new EngineError('run_not_finished', `${run.externalId} has not ended: wait for its end, or cancel it, before any of it is done again.`, { details: { run: run.externalId, status: run.status } })
}

interface Before {
  readonly origin: RunRecord
  readonly pipeline: PipelineRecord
  readonly before: RunPlan
}

/** `edited` is left out when it is what the earlier run had: there is nothing to store. */
async function target({ read, plans }: AgainReads, { origin, pipeline, before }: Before, { version, edited }: AgainRequest): Promise<{ plan: RunPlan; edited: AgainRequest['edited']; storesVersion: boolean }> {
  if (edited !== undefined) {
    if (version !== undefined) throw new EngineError('request_invalid', 'Give a version or a changed definition, not both.')
    const { spec } = edited.parsed
    if (spec === null) throw invalidPipeline(edited.parsed)
    if (spec.name !== pipeline.name) throw new EngineError('request_invalid', `The definition is of "${spec.name}", and ${origin.externalId} is a run of "${pipeline.name}". Keep the name; to run another pipeline, save it by itself.`)
    const own = await read.pipelineVersion(pipeline.id, origin.version)
    if (own?.text === edited.text) return { plan: before, edited: undefined, storesVersion: false }
    const newest = await read.pipelineVersion(pipeline.id, pipeline.currentVersion)
    const isStored = newest !== null && newest.text === edited.text && newest.folder === pipeline.folder
    return { plan: toRunPlan({ spec, number: isStored ? newest.number : pipeline.currentVersion + 1, folder: pipeline.folder }), edited, storesVersion: !isStored }
  }
  if (version === undefined || version === origin.version) return { plan: before, edited: undefined, storesVersion: false }
  const record = await read.pipelineVersion(pipeline.id, version)
  if (record === null) throw new EngineError('pipeline_not_found', `Pipeline "${pipeline.name}" has no version ${version}; its newest is ${pipeline.currentVersion}.`)
  return { plan: await plans.of(record.id), edited: undefined, storesVersion: false }
}

/** What runs on failure is not taken over, and not part of what is planned. */
const mainSteps = ({ steps, onFailure }: RunPlan): RunPlan['steps'] => (onFailure.size === 0 ? steps : new Map([...steps].filter(([id]) => !onFailure.has(id))))

/** The same as before, as far as it is still asked for, unless another is given. */
function inputFor({ inputs }: PipelineSpec, origin: RunRecord, given: JsonObject | undefined): JsonObject {
  if (given !== undefined) boundInput(given)
  const known = new Set(inputs.map(({ name }) => name))
  return checkInputs(inputs, given ?? Object.fromEntries(Object.entries(origin.input).filter(([name]) => known.has(name))))
}

const hashesOf = (plan: RunPlan, name: string, input: JsonObject): ReadonlyMap<string, ContentHash> =>
  contentHashes(mainSteps(plan), { input, pipeline: { name, version: plan.version, folder: plan.folder } }, sha256)

async function earlierSteps(read: AgainReads['read'], origin: RunRecord, before: RunPlan): Promise<ReadonlyMap<string, EarlierStep>> {
  const hashes = hashesOf(before, origin.pipelineName, origin.input)
  const steps = new Map<string, EarlierStep>()
  for (const { step, ms, usage } of await read.earlierSteps(origin.id)) {
    const { stepId, status, skipReason, map, id, reusedFrom } = step
    if (before.onFailure.has(stepId)) continue
    // How long something took that did not come to its end tells nothing of how long it takes.
    const took = status === 'cancelled' ? null : ms
    steps.set(stepId, { stepRunId: id, name: before.steps.get(stepId)?.name ?? stepId, status, skipReason, map, itemsIn: reusedFrom ?? id, hash: hashes.get(stepId) ?? null, ms: took, usage })
  }
  return steps
}

function checkFrom(from: string, plan: RunPlan, failedItems: boolean): void {
  const step = mainSteps(plan).get(from)
  if (step === undefined) throw noSuchStep(from, plan)
  if (failedItems && step.map === null) throw new EngineError('request_invalid', `Step "${from}" has no \`map\`, so it has no items that could have failed. Run from it as a whole.`, { details: { step: from } })
}

function noSuchStep(from: string, plan: RunPlan): EngineError {
  const names = [...mainSteps(plan).keys()].filter((id) => id !== OUTPUTS_STEP)
  return new EngineError('request_invalid', `There is no step "${from}" to run from. There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}.`, { details: { step: from } })
}

/** Of all that was asked for, so that the same idempotency key can be told from another request. */
export const againHash = (kind: string, originId: string, { from, failedItems, version, edited, input }: AgainRequest): string =>
  canonicalHash({ kind, origin: originId, from: from ?? null, version: version ?? null, text: edited?.text ?? null, input: input ?? null, ...(failedItems === true && { failedItems }) })
