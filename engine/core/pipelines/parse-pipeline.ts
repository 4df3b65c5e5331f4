import type { Graph, PipelineInput, Problem } from '../../contract/pipeline'
import { DEFAULT_QUEUES } from '../queues/default-queues'
import { checkPipeline } from './checks/check-pipeline'
import { inputOf, type NamedStep } from './file/draft'
import { readFile } from './file/read-file'
import { toSpec, toStepSpec } from './file/to-spec'
import { toGraph } from './graph'
import type { KindRulesByName, RosterNames } from './kind-rules'
import { Problems } from './problems'
import type { PipelineSpec } from './spec'
import { readYaml } from './yaml/read-yaml'

export type { KindRules } from './kind-rules'

export interface ParsedPipeline {
  /** By position; errors and warnings. */
  readonly problems: readonly Problem[]
  /** Null when there is any error. */
  readonly spec: PipelineSpec | null
  /** As much as could be understood, also of a file with errors. */
  readonly name: string | null
  readonly graph: Graph | null
  readonly inputs: readonly PipelineInput[]
}

export interface NamesAround {
  /** A name that a roster lacks is a warning; of a roster that is left out nothing is said. */
  readonly rosters?: RosterNames | undefined
  /** Those there are, unless they are the usual ones; null: not known. */
  readonly queues?: readonly string[] | null | undefined
}

/**
 * Reads and checks a pipeline file (YAML, or the same as JSON). Takes any text and never throws; finds all problems it can
 * at once.
 */
export function parsePipeline(text: string, kinds: KindRulesByName, { rosters = {}, queues = Object.keys(DEFAULT_QUEUES) }: NamesAround = {}): ParsedPipeline {
  const problems = new Problems(text)
  const { root, complete } = readYaml(problems)
  // What follows from a text with gaps would be an echo of the syntax error, so it is gathered apart and left out.
  const found = complete ? problems : new Problems(text)
  const isEmpty = root === null || (root.kind === 'scalar' && root.value === null)
  if (isEmpty) found.error({ code: 'empty', message: 'The file is empty: a pipeline needs at least `name` and `steps`.', range: { start: 0, end: 0 } })
  const draft = isEmpty ? null : readFile(root, found)
  if (draft === null) return { problems: problems.list(), spec: null, name: null, graph: null, inputs: [] }
  const { steps, onFailure } = checkPipeline(draft, { kinds, rosters, queues }, found)
  const specOf = (step: NamedStep) => toStepSpec(step, draft, kinds, problems)
  const understood = { steps: steps.map(specOf), onFailure: onFailure.map(specOf) }
  return {
    problems: problems.list(),
    spec: problems.hasErrors || draft.name === null ? null : toSpec(draft, draft.name.value, understood),
    name: draft.name?.value ?? null,
    graph: toGraph(understood),
    inputs: draft.inputs.map(inputOf),
  }
}
