import type { ErrorInfo } from '../contract/errors'
import { errorShape } from '../core/reruns/error-shape'
import { isDeadLetter } from '../core/reruns/is-dead-letter'
import type { RunPlan } from '../core/runs/run-plan'
import type { RunCore, StepRunRecord } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { NewDeadLetter } from '../ports/write-stores'

/**
 * A run that has failed leaves a letter for each of its steps that did. None for what it does on failure, which is not the
 * work that was asked for, and none for a run that another one waits for: that one fails with it, and tells so itself.
 */
export async function leaveDeadLetters(tx: Transaction, { run, plan, now }: { readonly run: RunCore; readonly plan: RunPlan; readonly now: number }): Promise<void> {
  if (run.parent?.waits === true) return
  const letters: NewDeadLetter[] = []
  for (const step of await tx.steps.failed(run.id)) {
    const cause = plan.onFailure.has(step.stepId) ? null : await causeOf(tx, step)
    if (cause !== null && isDeadLetter(cause.error.code)) letters.push(letterOf(step, cause))
  }
  if (letters.length > 0) await tx.deadLetters.add(run.id, letters, now)
}

interface Cause {
  readonly error: ErrorInfo
  /** Of a mapped step: the item that tells the cause; the step itself only says how many failed. */
  readonly item: number | null
}

async function causeOf(tx: Transaction, step: StepRunRecord): Promise<Cause | null> {
  const item = step.map !== null && step.map.failed > 0 ? await tx.steps.failedItem(step.id) : null
  const error = item?.error ?? step.error
  return error === null ? null : { error, item: item?.itemIndex ?? null }
}

/** A step fails for good once, so its letter can bear its id. */
const letterOf = ({ id, stepId, attempt, map, error: own }: StepRunRecord, { error, item }: Cause): NewDeadLetter => ({
  id,
  stepRunId: id,
  stepId,
  error: item === null || own === null ? error : { ...own, message: `${own.message} Item ${item}: ${error.message}` },
  shape: errorShape(error),
  attempts: attempt,
  itemsFailed: map?.failed ?? 0,
})
