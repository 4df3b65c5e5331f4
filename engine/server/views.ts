import type { Attempt } from '../contract/attempt'
import type { Content } from '../contract/content'
import type { Usage } from '../contract/model'
import type { Graph } from '../contract/pipeline'
import type { Run } from '../contract/run'
import type { StepRun } from '../contract/step'
import { toGraph } from '../core/pipelines/graph'
import type { RunPlan } from '../core/runs/run-plan'
import type { AttemptRecord, RunRecord, StepRunRecord, StoredValue } from '../ports/records'
import type { RunStanding } from './run-control'

/** Records as the contract shows them. */

/** Steps that people do not count: the one that a file's outputs become, and those of `on_failure`. */
export interface Uncounted {
  readonly outputs: 0 | 1
  readonly onFailure: number
}

export const runView = (run: RunRecord, { outputs, onFailure }: Uncounted, standing: RunStanding): Run => ({
  id: run.id,
  externalId: run.externalId,
  pipelineId: run.pipelineId,
  pipelineName: run.pipelineName,
  version: run.version,
  status: run.status,
  startedBy: run.startedBy,
  priority: run.priority,
  createdAt: run.createdAt,
  startedAt: run.startedAt,
  finishedAt: run.finishedAt,
  cancelRequestedAt: run.cancelRequestedAt,
  pausedAt: run.pausedAt,
  ...standing,
  error: run.error,
  stepsTotal: run.stepsTotal - outputs - onFailure,
  stepsDone: Math.min(run.stepsTotal - outputs - onFailure, run.stepsTotal - onFailure - (run.stepsOpen - run.onFailureOpen)),
  stepsFailed: run.stepsFailed,
  origin: run.origin,
  lastSeq: run.lastSeq,
})

export const stepView = (step: StepRunRecord): StepRun => ({
  id: step.id,
  runId: step.runId,
  stepId: step.stepId,
  itemIndex: step.itemIndex,
  kind: step.kind,
  status: step.status,
  waiting: step.waitingReason === null ? null : { reason: step.waitingReason, until: step.wakeAt },
  skipReason: step.skipReason,
  attempt: step.attempt,
  startedAt: step.startedAt,
  finishedAt: step.finishedAt,
  error: step.error,
  map: step.map === null ? null : { total: step.map.total, done: step.map.done, failed: step.map.failed, running: step.map.open, reused: step.map.reused },
  reusedFrom: step.reusedFrom,
})

export const attemptView = (attempt: AttemptRecord, usage: Usage | null): Attempt => ({
  number: attempt.number,
  status: attempt.status,
  queue: attempt.queue,
  availableAt: attempt.availableAt,
  startedAt: attempt.startedAt,
  finishedAt: attempt.finishedAt,
  error: attempt.error,
  usage,
})

/** What a child run gave out is shown as it is: its ids are beside it. */
export const contentView = (value: StoredValue): Content => {
  if (value.kind !== 'child') return value
  const { sha256, bytes, preview } = value
  return { kind: 'artifact', sha256, bytes, preview }
}

/** What is left of a graph when the plan is lost: the steps, without what they need. */
export const lostGraphView = (steps: readonly StepRunRecord[]): Graph => ({
  steps: steps.map(({ stepId, kind, map }) => ({ id: stepId, uses: kind, name: stepId, needs: [], mapped: map !== null, conditional: false, onFailure: false, queue: 'default', line: 1 })),
})

export const graphView = (plan: RunPlan): Graph => {
  const steps = [...plan.steps.values()]
  return toGraph({ steps: steps.filter(({ id }) => !plan.onFailure.has(id)), onFailure: steps.filter(({ id }) => plan.onFailure.has(id)) })
}
