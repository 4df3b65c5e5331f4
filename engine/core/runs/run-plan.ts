import type { JsonObject } from '../../contract/json'
import { DEFAULT_RETRY } from '../retries/retry-policy'
import { DEFAULT_NEED_OUTCOMES, OUTPUTS_STEP, type Need, type PipelineSpec, type StepSpec } from '../pipelines/spec'

/** A pipeline laid out for running: steps by id, and who needs whom. */
export interface RunPlan {
  readonly spec: PipelineSpec
  /** The version's number, and the folder in which its relative paths start. */
  readonly version: number
  readonly folder: string
  /** In the order of the file, then the step that gives out the run's outputs, when there is one, then those of `on_failure`. */
  readonly steps: ReadonlyMap<string, StepSpec>
  /** The ids of the steps that run when all others have ended and one has failed. */
  readonly onFailure: ReadonlySet<string>
  /** The limited things that steps take places of, by step; those that take none are not among them. */
  readonly lanes: ReadonlyMap<string, string>
  readonly dependants: ReadonlyMap<string, readonly { readonly stepId: string; readonly need: Need }[]>
}

interface PlannedVersion {
  readonly spec: PipelineSpec
  readonly number: number
  readonly folder: string
}

export function toRunPlan({ spec, number, folder }: PlannedVersion, laneOf: (step: StepSpec) => string | null = () => null): RunPlan {
  const steps = new Map(spec.steps.map((step) => [step.id, step]))
  if (spec.outputs !== null) steps.set(OUTPUTS_STEP, outputsStep(spec.steps, spec.outputs))
  for (const step of spec.onFailure) steps.set(step.id, step)
  const dependants = new Map<string, { stepId: string; need: Need }[]>()
  for (const step of steps.values()) {
    for (const need of step.needs) {
      const known = dependants.get(need.step)
      if (known === undefined) dependants.set(need.step, [{ stepId: step.id, need }])
      else known.push({ stepId: step.id, need })
    }
  }
  return { spec, version: number, folder, steps, onFailure: new Set(spec.onFailure.map((step) => step.id)), lanes: lanesOf(steps.values(), laneOf), dependants }
}

function lanesOf(steps: Iterable<StepSpec>, laneOf: (step: StepSpec) => string | null): ReadonlyMap<string, string> {
  const lanes = new Map<string, string>()
  for (const step of steps) {
    const lane = laneOf(step)
    if (lane !== null) lanes.set(step.id, lane)
  }
  return lanes
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
    cache: null,
    queue: 'default',
    timeoutMs: 60_000,
    retry: DEFAULT_RETRY,
    onLost: 'retry',
    line: 1,
  }
}
