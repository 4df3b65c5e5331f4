import type { OriginKind } from '../contract/rerun'
import type { RunStarter } from '../contract/run'
import { EngineError } from '../core/shared/engine-error'
import type { Ids } from '../ports/ids'
import type { Transaction } from '../ports/unit-of-work'
import { againHash, planAgain, type AgainReads, type AgainRequest, type PlannedAgain } from './plan-again'
import { savePipeline } from './pipelines'
import { knownRun, startRun, type Again, type RunStart } from './runs'
import type { TakenStep, TransitionOptions } from './transition-options'

export interface AskedAgain {
  readonly kind: OriginKind
  readonly request: AgainRequest
  readonly idempotencyKey?: string | undefined
  readonly startedBy: RunStarter
}

/** A retry: the earlier run goes on where it failed or was cancelled. Throws what `planAgain` throws, and `nothing_to_run`. */
export async function planRetry(reads: AgainReads, run: string): Promise<PlannedAgain> {
  const planned = await planAgain(reads, { run, failedItems: true })
  const { status, externalId } = planned.origin
  if (status === 'succeeded') throw new EngineError('nothing_to_run', `${externalId} has succeeded: there is nothing to retry. To do some of it anew, rerun it from a step.`)
  return planned
}

/**
 * Stores the run that was planned, and before it the changed definition as a version. The letters of the earlier run are
 * replayed by it. Throws `nothing_to_run`, `idempotency_conflict`, `pipeline_conflict`.
 */
export async function startAgain(tx: Transaction, planned: PlannedAgain, { kind, request, idempotencyKey, startedBy }: AskedAgain, options: TransitionOptions & { ids: Ids }): Promise<RunStart & { readonly savedVersion: boolean }> {
  const { origin, pipeline, edited, input } = planned
  const hash = againHash(kind, origin.id, request)
  // Before anything is stored: a definition that was changed once more since must not be changed back.
  const known = idempotencyKey === undefined ? null : await knownRun(tx, pipeline.id, { key: idempotencyKey, hash })
  if (known !== null) return { started: known, wakes: { queues: [], timers: [] }, savedVersion: false }
  // It was planned outside of this transaction, and its outputs are about to be taken over.
  if ((await tx.runs.core(origin.id)) === null) throw new EngineError('run_not_found', `${origin.externalId} has been removed in the meantime; there is nothing left to start from.`)
  const again = againOf(kind, planned, hash)
  const saved = edited === undefined ? null : await savePipeline(tx, { ...edited, folder: undefined, ownFolder: pipeline.folder }, { ids: options.ids, now: options.now })
  const start = await startRun(tx, { pipeline: pipeline.id, version: saved?.version ?? planned.version, input, idempotencyKey, priority: origin.priority, startedBy, again, noCache: origin.noCache }, options)
  await tx.deadLetters.replayed(origin.id, start.started, options.now)
  // It may have been left out at once, for want of a place in its group.
  if ((await tx.runs.core(start.started.runId))?.status === 'cancelled') await tx.deadLetters.reopen(start.started.runId)
  return { ...start, savedVersion: saved?.changed ?? false }
}

export function againOf(kind: OriginKind, { origin, fates, rerunFrom }: PlannedAgain, hash: string): Again {
  const taken: TakenStep[] = []
  const itemsFrom: { stepId: string; stepRunId: string }[] = []
  let runs = 0
  for (const [stepId, fate] of fates) {
    if (fate.kind === 'reused') taken.push({ stepId, stepRunId: fate.before.stepRunId, status: fate.status, skipReason: fate.before.skipReason })
    else runs += 1
    if (fate.kind === 'runs' && fate.keepsItems && fate.before !== null) itemsFrom.push({ stepId, stepRunId: fate.before.itemsIn })
  }
  if (runs === 0) throw new EngineError('nothing_to_run', `Every step would be taken over from ${origin.externalId} as it is, so there is nothing to run. Choose a step to run from, or change the pipeline or the input.`)
  return { origin: { runId: origin.id, kind }, rerunFrom, taken, itemsFrom, hash }
}
