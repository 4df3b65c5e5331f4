import type { Graph } from '../../../../engine/contract/pipeline'
import type { RerunPlan } from '../../../../engine/contract/rerun'
import { fateWords } from '../../../../engine/contract/rerun-words'
import type { StepMark } from '../../../components/pipeline-graph/step-mark'

interface Mark {
  readonly mark: StepMark
  readonly note: string
}

export interface MarkedGraph {
  readonly steps: Graph['steps']
  readonly marks: ReadonlyMap<string, Mark>
}

/** The graph as it will be, with the steps that fall away where they stood. */
export function markedGraph(plan: RerunPlan, before: Graph): MarkedGraph {
  const dropped = new Set(plan.dropped.map(({ stepId }) => stepId))
  const planned = new Set(plan.steps.map(({ stepId }) => stepId))
  const there = new Set([...planned, ...dropped])
  const gone = before.steps.filter(({ id }) => dropped.has(id)).map((step) => ({ ...step, needs: step.needs.filter((need) => there.has(need.step)) }))
  return {
    // What a run does on failure is no part of the plan.
    steps: [...plan.graph.steps.filter(({ id }) => planned.has(id)), ...gone],
    marks: new Map<string, Mark>([
      ...plan.steps.map((step): [string, Mark] => [step.stepId, { mark: step.fate, note: step.fate === 'reused' ? 'reused' : `runs: ${fateWords(step)}` }]),
      ...plan.dropped.map(({ stepId }): [string, Mark] => [stepId, { mark: 'dropped', note: 'dropped' }]),
    ]),
  }
}
