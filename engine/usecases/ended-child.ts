import { isRunOver } from '../core/runs/run-state'
import type { EndedChild } from '../core/runs/decisions'
import type { RunCore, StepRunRecord, StoredValue } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'

/** A run that is over, and what the step that waited for it gives out. */
export interface ChildEnd {
  readonly child: EndedChild
  readonly output: StoredValue
}

export const waitsForChild = ({ status, waitingReason }: StepRunRecord): boolean => status === 'waiting' && waitingReason === 'child'

/** Null while the run goes on, and when it is not there. */
export async function endedChild(tx: Transaction, run: RunCore | null): Promise<ChildEnd | null> {
  if (run === null || !isRunOver(run.status)) return null
  const named = await tx.runs.named(run.id)
  if (named === null) return null
  const { externalId, pipelineName, output } = named
  return { child: { runId: run.id, externalId, pipelineName, status: run.status, error: run.error }, output: withIds(output, run.id, externalId) }
}

/** What a run gave out may be too large for a row; then the row refers to it, as the run's own does. */
function withIds(output: StoredValue, runId: string, externalId: string): StoredValue {
  if (output.kind === 'artifact') return { ...output, kind: 'child', runId, externalId }
  return { kind: 'json', value: { run: externalId, run_id: runId, output: output.kind === 'json' ? output.value : null } }
}
