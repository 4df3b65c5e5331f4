import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { Transaction } from '../ports/unit-of-work'

/** Whether nobody will ever know what a run was to do: its pipeline version is not there, or damaged. */
export const isPlanLost = (thrown: unknown): boolean => thrown instanceof EngineError && (thrown.code === 'pipeline_not_found' || thrown.code === 'storage_corrupt')

/** Ends a run whose plan is lost, with all its steps, so that it keeps nobody else from working. Its place in a group is filled by the reconciler. */
export async function failRun(tx: Transaction, runId: string, error: EngineError, now: number): Promise<void> {
  const run = await tx.runs.core(runId)
  if (run === null || isRunOver(run.status)) return
  await tx.steps.cancelIdle(run.id, now)
  await tx.attempts.cancelQueued(run.id, now)
  run.status = 'failed'
  run.error = error.toInfo()
  run.finishedAt = now
  run.pausedAt = null
  run.stepsOpen = 0
  run.stepsActive = 0
  run.onFailureOpen = 0
  run.stepsFailed += 1
  for (const { id, stepRunId, stepId, itemIndex, attempt: number } of await tx.approvals.withdraw(run.id, now)) {
    run.lastSeq += 1
    await tx.events.append(run.id, { type: 'approval.answered', approvalId: id, stepRunId, stepId, itemIndex, attempt: number, status: 'withdrawn', by: null, comment: '', seq: run.lastSeq, at: now })
  }
  run.lastSeq += 1
  await tx.events.append(run.id, { type: 'run.changed', status: 'failed', error: run.error, seq: run.lastSeq, at: now })
  await tx.runs.save(run)
}
