import type { StepSpec } from '../core/pipelines/spec'
import type { StepState } from '../core/runs/decisions'
import type { Neighbourhood } from '../core/runs/plan-next'
import type { StepRunRecord } from '../ports/records'
import type { RunChange } from './run-change'

export async function mainEnded({ tx, run, plan }: RunChange): Promise<Neighbourhood> {
  const steps = []
  for (const stepId of plan.onFailure) {
    const step = await tx.steps.ofRun(run.id, stepId)
    if (step?.status === 'pending') steps.push(step)
  }
  return { change: 'main_ended', steps, failed: run.stepsFailed > 0, cancelRequested: run.cancelRequestedAt !== null }
}

export async function stepEnded({ tx, run, plan }: RunChange, step: StepState): Promise<Neighbourhood> {
  const dependants = []
  for (const { stepId, need } of plan.dependants.get(step.stepId) ?? []) {
    const dependant = await tx.steps.ofRun(run.id, stepId)
    if (dependant?.status === 'pending') dependants.push({ step: dependant, need })
  }
  return { change: 'step_ended', step, dependants, cancelRequested: run.cancelRequestedAt !== null }
}

export async function itemEnded({ tx, run, plan }: RunChange, step: StepState): Promise<Neighbourhood | null> {
  const parent = await tx.steps.ofRun(run.id, step.stepId)
  const spec = plan.steps.get(step.stepId)
  if (parent === null || spec === undefined) return null
  const { map } = parent
  const next = map === null || map.reused === 0 ? (map?.next ?? null) : await tx.steps.nextItem(parent.id, map.next)
  const isFirstFailure = step.status === 'failed' && map?.failed === 0 && spec.map?.onItemError === 'fail'
  const idle = isFirstFailure ? await tx.steps.idleItems(parent.id) : []
  return { change: 'item_ended', step, parent, spec, cancelRequested: run.cancelRequestedAt !== null, idle, next }
}

/** Whether an item is one of a mapped step that fails as soon as those end that are at work. */
export async function isGivenUp({ tx, run }: RunChange, step: StepRunRecord, spec: StepSpec): Promise<boolean> {
  if (step.itemIndex === null || spec.map?.onItemError !== 'fail') return false
  const parent = await tx.steps.ofRun(run.id, step.stepId)
  return (parent?.map?.failed ?? 0) > 0
}
