import type { Attempt } from '../contract/attempt'
import type { Content } from '../contract/content'
import type { Usage } from '../contract/model'
import type { Graph } from '../contract/pipeline'
import type { Run } from '../contract/run'
import type { StepRun } from '../contract/step'
import { toGraph } from '../core/pipelines/graph'
import type { RunPlan } from '../core/runs/run-plan'
import type { AttemptRecord, RunRecord, StepRunRecord, StoredValue } from '../ports/records'

/** Records as the contract shows them. */

/** `outputs`: 1 when the file's outputs are a step of their own, which people do not count. */
export const runView = (run: RunRecord, outputs: 0 | 1): Run => ({
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
  error: run.error,
  stepsTotal: run.stepsTotal - outputs,
  stepsDone: Math.min(run.stepsTotal - outputs, run.stepsTotal - run.stepsOpen),
  stepsFailed: run.stepsFailed,
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
  map: step.map === null ? null : { total: step.map.total, done: step.map.done, failed: step.map.failed, running: step.map.open },
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

export const contentView = (value: StoredValue): Content => value

export const graphView = (plan: RunPlan): Graph => toGraph([...plan.steps.values()])
