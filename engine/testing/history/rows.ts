import type { RunEvent } from '../../contract/events'
import type { ApprovalRecord, AttemptRecord, RunRecord, StepRunRecord } from '../../ports/records'

type RunRow = Pick<
  RunRecord,
  'id' | 'pipelineName' | 'status' | 'error' | 'startedAt' | 'finishedAt' | 'cancelRequestedAt' | 'stepsTotal' | 'stepsOpen' | 'stepsActive' | 'stepsFailed' | 'onFailureOpen' | 'pausedAt' | 'groupName' | 'admittedAt' | 'lastSeq'
>

/** Everything that is stored of one run, as it is at one moment; `steps` with the items of mapped ones. */
export interface RunRows {
  readonly run: RunRow
  readonly steps: readonly StepRunRecord[]
  readonly attempts: readonly AttemptRecord[]
  /** In the order of their numbers. */
  readonly events: readonly RunEvent[]
  readonly approvals: readonly ApprovalRecord[]
}

/** `fetch`, or `each[3]` for an item. */
export const placeOf = ({ stepId, itemIndex }: { readonly stepId: string; readonly itemIndex: number | null }): string =>
  itemIndex === null ? stepId : `${stepId}[${itemIndex}]`

export const itemsOf = (rows: RunRows, step: StepRunRecord): readonly StepRunRecord[] => rows.steps.filter(({ parentId }) => parentId === step.id)

export const topLevel = (rows: Pick<RunRows, 'steps'>): readonly StepRunRecord[] => rows.steps.filter(({ itemIndex }) => itemIndex === null)
