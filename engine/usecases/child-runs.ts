import type { StartedRun } from '../contract/run'
import { EngineError } from '../core/shared/engine-error'
import type { Ids } from '../ports/ids'
import type { AttemptKey } from '../ports/records'
import type { ChildRunRequest } from '../ports/step-kind'
import type { Transaction } from '../ports/unit-of-work'
import { idempotencyKey } from './idempotency-key'
import type { PlannedAgain } from './plan-again'
import { againOf } from './reruns'
import { startRun, type RunStart } from './runs'
import type { TransitionOptions } from './transition-options'

/** Runs above a run, at most: a pipeline that starts itself must come to an end. */
export const MAX_DEPTH = 10

export interface AskedChild {
  readonly request: ChildRunRequest
  /** How it goes on where the one stopped that the same step had started in an earlier run. */
  readonly again?: PlannedAgain | null
  /** The run that starts it does everything anew, and so does what it starts. */
  readonly noCache?: boolean
}

/**
 * Starts a run for a step that is at work, once a step run: whoever asks again gets the same. An attempt that is not the
 * one at work any more starts nothing.
 * Throws `runs_too_deep`, `waits_for_itself`, `pipeline_not_found`, `input_invalid`, `lease_lost`, `cancelled`.
 */
export async function startChildRun(tx: Transaction, parent: AttemptKey & { readonly runId: string }, { request, again = null, noCache = false }: AskedChild, options: TransitionOptions & { ids: Ids }): Promise<RunStart> {
  const run = await tx.runs.core(parent.runId)
  const step = await tx.steps.byId(parent.stepRunId)
  if (run === null || step?.status !== 'running' || step.attempt !== parent.number) throw new EngineError('lease_lost', 'This attempt was given up meanwhile: it starts no run.')
  if (run.cancelRequestedAt !== null) throw new EngineError('cancelled', 'The run was cancelled: it starts no other.')
  const known = await tx.runs.childOf(parent.stepRunId)
  if (known !== null) return { started: { runId: known.id, externalId: known.externalId, reused: true }, wakes: { queues: [], timers: [] } }
  const depth = (run.parent?.depth ?? 0) + 1
  if (depth > MAX_DEPTH) throw tooDeep(request.pipeline)
  const { pipeline, version, input, waits } = request
  // It was planned outside of this transaction, and the run may have been removed since.
  const planned = again !== null && (await tx.runs.core(again.origin.id)) !== null ? again : null
  const start = await startRun(
    tx,
    {
      pipeline,
      version: planned?.version ?? version,
      input,
      ...(planned !== null && { again: againOf('retry', planned, parent.stepRunId) }),
      noCache: noCache || planned?.origin.noCache === true,
      priority: run.priority,
      startedBy: 'pipeline',
      idempotencyKey: idempotencyKey(parent.stepRunId),
      parent: { runId: parent.runId, stepRunId: parent.stepRunId, waits, depth },
    },
    options,
  )
  if (start.started.reused) throw keyTaken(start.started)
  return start
}

const tooDeep = (pipeline: string): EngineError =>
  new EngineError('runs_too_deep', `No run of "${pipeline}" was started: this run has ${MAX_DEPTH} above it already, each started by the one before. Does a pipeline start itself, perhaps by way of others?`)

/** Nobody but this step has its key, unless it was handed on. */
const keyTaken = ({ externalId }: StartedRun): EngineError =>
  new EngineError('idempotency_conflict', `The idempotency key of this step belongs to ${externalId}, which somebody else has started.`)
