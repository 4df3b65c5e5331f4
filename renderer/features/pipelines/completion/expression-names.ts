import type { Suggestion } from '../../../components/code-editor/complete'

interface NameableStep {
  readonly id: string
  readonly uses: string
  readonly mapped: boolean
  /** One of `on_failure`. */
  readonly onFailure: boolean
  readonly needs: readonly { readonly step: string }[]
}

/** As much of the file as expressions can name. */
export interface Nameable {
  readonly steps: readonly NameableStep[]
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly description: string }[]
}

const RUN: readonly Suggestion[] = [
  { label: 'id', detail: 'text' },
  { label: 'externalId', detail: 'SBX-…' },
  { label: 'folder', detail: "the run's own folder" },
  { label: 'startedAt', detail: 'epoch ms' },
]
const FAILURE: Suggestion = { label: 'error', detail: 'what it failed of', apply: 'error.' }
const FAILURE_FIELDS: readonly Suggestion[] = [
  { label: 'message', detail: 'a sentence' },
  { label: 'code', detail: 'text' },
  { label: 'step', detail: 'the step that failed first' },
]
const PIPELINE: readonly Suggestion[] = [
  { label: 'name', detail: 'text' },
  { label: 'version', detail: 'number' },
  { label: 'folder', detail: 'where relative paths start' },
]

/** What may follow in an expression; `typed` is the dotted name up to the cursor, `inStep` the step it stands in. */
export function expressionNames(typed: string, known: Nameable, inStep: string | undefined): readonly Suggestion[] {
  const parts = typed.split('.')
  const [root, second] = parts
  if (parts.length === 1) return roots(known.steps.find(({ id }) => id === inStep)?.mapped ?? false)
  if (root === 'inputs' && parts.length === 2)
    return known.inputs.map(({ name, type, description }) => ({ label: name, detail: type, ...(description === '' ? {} : { info: description }) }))
  const afterFailure = known.steps.find(({ id }) => id === inStep)?.onFailure ?? false
  if (root === 'run' && parts.length === 2) return afterFailure ? [FAILURE, ...RUN] : RUN
  if (root === 'run' && second === 'error' && parts.length === 3) return afterFailure ? FAILURE_FIELDS : []
  if (root === 'pipeline' && parts.length === 2) return PIPELINE
  if (root === 'steps' && parts.length === 2) return upstreamOf(inStep, known).map(({ id, uses }) => ({ label: id, detail: uses }))
  if (root === 'steps' && parts.length === 3) {
    const mapped = known.steps.find(({ id }) => id === second)?.mapped ?? false
    return [
      { label: 'output', detail: mapped ? 'list, one for each item' : 'what it gave out' },
      { label: 'status', detail: 'succeeded, failed, skipped' },
      { label: 'error', detail: 'or null' },
      ...(mapped ? [{ label: 'errors', detail: 'list, one for each item' }] : []),
    ]
  }
  return []
}

const roots = (mapped: boolean): readonly Suggestion[] => [
  { label: 'steps', detail: 'steps before this one', apply: 'steps.' },
  { label: 'inputs', detail: 'what the run was started with', apply: 'inputs.' },
  ...(mapped
    ? [
        { label: 'item', detail: 'the item at hand' },
        { label: 'index', detail: 'its place, from 0' },
      ]
    : []),
  { label: 'secrets', detail: 'values that are never shown, where a step takes them', apply: 'secrets.' },
  { label: 'run', detail: 'this run', apply: 'run.' },
  { label: 'pipeline', detail: 'this pipeline', apply: 'pipeline.' },
]

/** Only steps that surely end before may be named: in those of `on_failure` all others, outside steps (outputs) the same. */
function upstreamOf(stepId: string | undefined, { steps }: Nameable): Nameable['steps'] {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const start = stepId === undefined ? undefined : byId.get(stepId)
  const others = steps.filter(({ onFailure }) => !onFailure)
  if (start === undefined) return others
  const upstream = new Set<string>()
  const waiting = start.needs.map(({ step }) => step)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (upstream.has(id)) continue
    upstream.add(id)
    waiting.push(...(byId.get(id)?.needs ?? []).map(({ step }) => step))
  }
  return steps.filter(({ id, onFailure }) => upstream.has(id) || (start.onFailure && !onFailure))
}
