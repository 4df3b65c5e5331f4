import type { JsonObject } from '../contract/json'
import type { RunStarter, StartedRun } from '../contract/run'
import { boundInput, checkInputs } from '../core/pipelines/inputs'
import type { StepSpec } from '../core/pipelines/spec'
import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { Ids } from '../ports/ids'
import type { PipelineRecord } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { Wakes } from './attempts'
import { canonicalHash } from './canonical-hash'
import { RunTransition, type TransitionOptions } from './run-transition'

export interface RunRequest {
  /** Id or name. */
  readonly pipeline: string
  readonly version?: number | undefined
  readonly input: JsonObject
  readonly idempotencyKey?: string | undefined
  readonly priority: number
  readonly startedBy: RunStarter
}

export interface RunStart {
  readonly started: StartedRun
  readonly wakes: Wakes
}

/**
 * Stores a run of the pipeline with its steps, ready to be claimed. The same idempotency key with the same input gives
 * the run that it gave before; with another input it throws `idempotency_conflict`.
 * Throws `pipeline_not_found`, `input_invalid`.
 */
export async function startRun(tx: Transaction, request: RunRequest, options: TransitionOptions & { ids: Ids }): Promise<RunStart> {
  const { ids, now, plans } = options
  boundInput(request.input)
  const { pipeline, version, versionId } = await findVersion(tx, request)
  // What was asked for, not what it came to: a retry must find its run also after the pipeline got a new version.
  const inputHash = request.idempotencyKey === undefined ? '' : canonicalHash({ version: request.version ?? null, input: request.input })
  if (request.idempotencyKey !== undefined) {
    const known = await tx.runs.byIdempotencyKey(pipeline.id, request.idempotencyKey)
    if (known !== null) return { started: reuse(known, inputHash, request.idempotencyKey), wakes: { queues: [], timers: [] } }
  }
  const plan = await plans.of(versionId, () => tx.pipelines.version(pipeline.id, version))
  const input = checkInputs(plan.spec.inputs, request.input)
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
    },
    externalId,
  )
  for (const step of plan.steps.values()) await insertStep(tx, ids.next(), runId, step)
  const transition = await RunTransition.open(tx, runId, options)
  await transition.startFirstSteps()
  await transition.save()
  return { started: { runId, externalId, reused: false }, wakes: { queues: transition.added, timers: transition.timers } }
}

async function findVersion(tx: Transaction, request: RunRequest): Promise<{ pipeline: PipelineRecord; version: number; versionId: string }> {
  const pipeline = (await tx.pipelines.byName(request.pipeline)) ?? (await tx.pipelines.byId(request.pipeline))
  if (pipeline === null) throw new EngineError('pipeline_not_found', `There is no pipeline "${request.pipeline}".`)
  const version = request.version ?? pipeline.currentVersion
  const versionId = await tx.pipelines.versionId(pipeline.id, version)
  if (versionId === null) throw new EngineError('pipeline_not_found', `Pipeline "${pipeline.name}" has no version ${version}; its newest is ${pipeline.currentVersion}.`)
  return { pipeline, version, versionId }
}

function reuse(known: { id: string; externalId: string; inputHash: string }, inputHash: string, key: string): StartedRun {
  if (known.inputHash !== inputHash) {
    throw new EngineError('idempotency_conflict', `The idempotency key "${key}" belongs to ${known.externalId}, which was started with another input or version. Use a new key for a new run.`, {
      details: { run: known.externalId },
    })
  }
  return { runId: known.id, externalId: known.externalId, reused: true }
}

async function insertStep(tx: Transaction, id: string, runId: string, step: StepSpec): Promise<void> {
  await tx.steps.insert({ id, runId, stepId: step.id, itemIndex: null, parentId: null, kind: step.uses, remainingNeeds: step.needs.length, item: undefined })
}

/**
 * Asks a run to stop: what waits is cancelled here, what workers hold is aborted by them.
 * Throws `run_not_found`, `run_already_finished`.
 */
export async function cancelRun(tx: Transaction, runId: string, options: TransitionOptions): Promise<{ stepsStopped: number }> {
  const transition = await RunTransition.open(tx, runId, options)
  if (isRunOver(transition.run.status)) throw new EngineError('run_already_finished', `This run has already ${transition.run.status === 'cancelled' ? 'been cancelled' : transition.run.status}.`)
  if (transition.run.cancelRequestedAt !== null) return { stepsStopped: 0 }
  const ended = await transition.requestCancel()
  await transition.save()
  return { stepsStopped: ended.length }
}
