import type { JsonObject } from '../../contract/json'
import { DEFAULT_RETRY } from '../retries/retry-policy'
import { DEFAULT_NEED_OUTCOMES, OUTPUTS_STEP, type Need, type PipelineSpec, type StepSpec } from '../pipelines/spec'

/** A pipeline laid out for running: steps by id, and who needs whom. */
export interface RunPlan {
  readonly spec: PipelineSpec
  /** The version's number, and the folder in which its relative paths start. */
  readonly version: number
  readonly folder: string
  /** In the order of the file; the step that gives out the run's outputs is last, when there is one. */
  readonly steps: ReadonlyMap<string, StepSpec>
  readonly dependants: ReadonlyMap<string, readonly { readonly stepId: string; readonly need: Need }[]>
}

export function toRunPlan({ spec, number, folder }: { readonly spec: PipelineSpec; readonly number: number; readonly folder: string }): RunPlan {
  const steps = new Map(spec.steps.map((step) => [step.id, step]))
  if (spec.outputs !== null) steps.set(OUTPUTS_STEP, outputsStep(spec.steps, spec.outputs))
  const dependants = new Map<string, { stepId: string; need: Need }[]>()
  for (const step of steps.values()) {
    for (const need of step.needs) {
      const known = dependants.get(need.step)
      if (known === undefined) dependants.set(need.step, [{ stepId: step.id, need }])
      else known.push({ stepId: step.id, need })
    }
  }
  return { spec, version: number, folder, steps, dependants }
}

function outputsStep(steps: readonly StepSpec[], outputs: JsonObject): StepSpec {
  const needed = new Set(steps.flatMap((step) => step.needs.map((need) => need.step)))
  const last = steps.filter((step) => !needed.has(step.id))
  return {
    id: OUTPUTS_STEP,
    name: 'Outputs',
    uses: OUTPUTS_STEP,
    with: outputs,
    needs: last.map((step) => ({ step: step.id, on: DEFAULT_NEED_OUTCOMES })),
    if: null,
    map: null,
    queue: 'default',
    timeoutMs: 60_000,
    retry: DEFAULT_RETRY,
    onLost: 'retry',
    line: 1,
  }
}
