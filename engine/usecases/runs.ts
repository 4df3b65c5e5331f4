import type { JsonObject } from '../contract/json'
import type { OriginKind } from '../contract/rerun'
import type { RunStarter, StartedRun } from '../contract/run'
import { boundInput, checkInputs } from '../core/pipelines/inputs'
import type { StepSpec } from '../core/pipelines/spec'
import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { Ids } from '../ports/ids'
import type { PipelineRecord, RunParentKey } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { Wakes } from './attempts'
import { canonicalHash } from './canonical-hash'
import { refuseStalemate } from './refuse-stalemate'
import { enterGroup, groupNameOf, sharesPlace } from './run-groups'
import { RunTransition } from './run-transition'
import type { TakenStep, TransitionOptions } from './transition-options'

export interface RunRequest {
  /** Id or name. */
  readonly pipeline: string
  readonly version?: number | undefined
  readonly input: JsonObject
  readonly idempotencyKey?: string | undefined
  readonly priority: number
  readonly startedBy: RunStarter
  /** The step of another run that starts this one. */
  readonly parent?: RunParentKey | undefined
  /** What an earlier run has done already. */
  readonly again?: Again | undefined
  /** What the step cache holds is not used. */
  readonly noCache?: boolean | undefined
}

export interface Again {
  readonly origin: { readonly runId: string; readonly kind: OriginKind }
  /** The step that is done anew, whatever the step cache holds. */
  readonly rerunFrom: string | null
  readonly taken: readonly TakenStep[]
  /** Mapped steps that run, each with the one whose items it may take over. */
  readonly itemsFrom: readonly { readonly stepId: string; readonly stepRunId: string }[]
  /** Of all that was asked for, to compare another request of the same idempotency key with. */
  readonly hash: string
}

export interface RunStart {
  readonly started: StartedRun
  readonly wakes: Wakes
}

/**
 * Stores a run of the pipeline with its steps, ready to be claimed. The same idempotency key with the same input gives
 * the run that it gave before; with another input it throws `idempotency_conflict`.
 * Throws `pipeline_not_found`, `input_invalid`, `waits_for_itself`.
 */
export async function startRun(tx: Transaction, request: RunRequest, options: TransitionOptions & { ids: Ids }): Promise<RunStart> {
  const { ids, now, plans } = options
  boundInput(request.input)
  const { pipeline, version, versionId } = await findVersion(tx, request)
  // What was asked for, not what it came to: a retry must find its run also after the pipeline got a new version.
  const inputHash = request.idempotencyKey === undefined ? '' : (request.again?.hash ?? canonicalHash({ version: request.version ?? null, input: request.input }))
  const known = request.idempotencyKey === undefined ? null : await knownRun(tx, pipeline.id, { key: request.idempotencyKey, hash: inputHash })
  if (known !== null) return { started: known, wakes: { queues: [], timers: [] } }
  const plan = await plans.of(versionId, () => tx.pipelines.version(pipeline.id, version))
  const input = checkInputs(plan.spec.inputs, request.input)
  const parent = request.parent ?? null
  const ownGroup = groupNameOf(plan.spec, input)
  const groupName = ownGroup === null || (await sharesPlace(tx, parent, { pipelineId: pipeline.id, groupName: ownGroup })) ? null : ownGroup
  if (groupName !== null && parent?.waits === true) await refuseStalemate(tx, { pipelineName: pipeline.name, group: { pipelineId: pipeline.id, groupName }, plan, parent }, plans)
  const runId = ids.next()
  const externalId = `SBX-${await tx.runs.nextNumber()}`
  await tx.runs.insert(
    {
      id: runId,
      pipelineId: pipeline.id,
      pipelineName: pipeline.name,
      versionId,
      version,
      startedBy: request.startedBy,
      priority: request.priority,
      input,
      inputHash,
      idempotencyKey: request.idempotencyKey ?? null,
      createdAt: now,
      stepsTotal: plan.steps.size,
      onFailureTotal: plan.onFailure.size,
      groupName,
      parent,
    },
    externalId,
  )
  const { again, noCache = false } = request
  if (again !== undefined || noCache) await tx.runs.setOrigin(runId, { origin: again?.origin ?? null, noCache, rerunFrom: again?.rerunFrom ?? null })
  for (const step of plan.steps.values()) await insertStep(tx, ids.next(), runId, step)
  for (const { stepId, stepRunId } of again?.itemsFrom ?? []) await setItemsFrom(tx, runId, { stepId, stepRunId })
  const wakes = groupName === null ? await beginRun(tx, runId, options, again?.taken) : await enterGroup(tx, { runId, externalId }, options, again?.taken)
  return { started: { runId, externalId, reused: false }, wakes }
}

async function beginRun(tx: Transaction, runId: string, options: TransitionOptions, taken: readonly TakenStep[] = []): Promise<Wakes> {
  const transition = await RunTransition.open(tx, runId, options)
  await transition.announce(taken)
  await transition.startFirstSteps()
  await transition.save()
  return { queues: transition.added, timers: transition.timers }
}

async function findVersion(tx: Transaction, request: RunRequest): Promise<{ pipeline: PipelineRecord; version: number; versionId: string }> {
  const pipeline = (await tx.pipelines.byName(request.pipeline)) ?? (await tx.pipelines.byId(request.pipeline))
  if (pipeline === null) throw new EngineError('pipeline_not_found', `There is no pipeline "${request.pipeline}".`)
  const version = request.version ?? pipeline.currentVersion
  const versionId = await tx.pipelines.versionId(pipeline.id, version)
  if (versionId === null) throw new EngineError('pipeline_not_found', `Pipeline "${pipeline.name}" has no version ${version}; its newest is ${pipeline.currentVersion}.`)
  return { pipeline, version, versionId }
}

/** The run that was started with an idempotency key; null when there is none. Throws `idempotency_conflict` when something else was asked for then. */
export async function knownRun(tx: Transaction, pipelineId: string, { key, hash }: { readonly key: string; readonly hash: string }): Promise<StartedRun | null> {
  const known = await tx.runs.byIdempotencyKey(pipelineId, key)
  if (known === null) return null
  if (known.inputHash !== hash) {
    throw new EngineError('idempotency_conflict', `The idempotency key "${key}" belongs to ${known.externalId}, which was started with another input or version. Use a new key for a new run.`, {
      details: { run: known.externalId },
    })
  }
  return { runId: known.id, externalId: known.externalId, reused: true }
}

async function insertStep(tx: Transaction, id: string, runId: string, step: StepSpec): Promise<void> {
  await tx.steps.insert({ id, runId, stepId: step.id, itemIndex: null, parentId: null, kind: step.uses, remainingNeeds: step.needs.length, item: undefined })
}

async function setItemsFrom(tx: Transaction, runId: string, { stepId, stepRunId }: Again['itemsFrom'][number]): Promise<void> {
  const step = await tx.steps.ofRun(runId, stepId)
  if (step !== null) await tx.steps.setItemsFrom(step.id, stepRunId)
}

/**
 * Asks a run to stop: what waits is cancelled here, what workers hold is aborted by them. One whose plan is lost fails.
 * Throws `run_not_found`, `run_already_finished`.
 */
export async function cancelRun(tx: Transaction, runId: string, options: TransitionOptions): Promise<{ stepsStopped: number; wakes: Wakes }> {
  const transition = await RunTransition.openOrFail(tx, runId, options)
  if (transition === null) return { stepsStopped: 0, wakes: { queues: [], timers: [] } }
  if (isRunOver(transition.run.status)) throw new EngineError('run_already_finished', `This run has already ${transition.run.status === 'cancelled' ? 'been cancelled' : transition.run.status}.`)
  if (transition.run.cancelRequestedAt !== null) return { stepsStopped: 0, wakes: { queues: [], timers: [] } }
  const ended = await transition.requestCancel()
  await transition.save()
  // Its place in its group may have gone to another.
  return { stepsStopped: ended.length, wakes: { queues: transition.added, timers: transition.timers } }
}
