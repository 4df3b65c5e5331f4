import type { StepKindInfo } from '../../../../engine/contract/pipeline'
import type { CompletionRequest, Suggestion, Suggestions } from '../../../components/code-editor/complete'
import { expressionNames, type Nameable } from './expression-names'
import { keysOf, type KnownKey, type Schema, schemasAt, valuesOf } from './schema-walk'
import { placeAt, type YamlPlace } from './yaml-place'

export interface CompletionKnowledge extends Nameable {
  readonly schema: Schema
  readonly kinds: readonly StepKindInfo[]
  /** Names of all queues, those that were added among them; empty while they are not known. */
  readonly queues: readonly string[]
}

/** What can be written at the cursor of a pipeline file. */
export function pipelineCompletions({ text, at, explicit }: CompletionRequest, known: CompletionKnowledge): Suggestions | null {
  const place = placeAt(text, at)
  if (place === null) return null
  if (place.kind === 'expression') {
    const options = expressionNames(place.prefix, known, place.step.get('id'))
    return { from: at - (place.prefix.split('.').at(-1)?.length ?? 0), options }
  }
  if (place.kind === 'value') return { from: place.from, options: valuesFor(place, known) }
  if (place.prefix === '' && !explicit) return null
  const last = place.path.at(-1)
  const items = last === '[]' ? valuesFor(place, known) : []
  return { from: place.from, options: [...items, ...keysFor(place, known)] }
}

function valuesFor({ path, step }: YamlPlace, known: CompletionKnowledge): readonly Suggestion[] {
  const key = path.findLast((part) => part !== '[]')
  const inStep = isStepList(path[0]) && path[1] === '[]'
  if (inStep && key === 'uses' && path.length === 3) return known.kinds.map(({ kind, title, summary }) => ({ label: kind, detail: title, info: summary }))
  if (inStep && (key === 'needs' || (key === 'step' && path.includes('needs')))) {
    const self = step.get('id')
    const apart = path[0] === 'on_failure'
    return known.steps.filter(({ id, onFailure }) => id !== self && onFailure === apart).map(({ id, uses }) => ({ label: id, detail: uses }))
  }
  if (key === 'queue' && known.queues.length > 0 && ((inStep && path.length === 3) || (path[0] === 'defaults' && path.length === 2))) return known.queues.map((name) => ({ label: name }))
  return valuesOf(schemasFor(path, new Map(), step, known).schemas).map((value) => ({ label: value }))
}

function keysFor({ path, siblings, step }: YamlPlace, known: CompletionKnowledge): readonly Suggestion[] {
  const { schemas, root } = schemasFor(path, siblings, step, known)
  return keysOf(schemas, root)
    .filter(({ name }) => !siblings.has(name))
    .map(keySuggestion)
}

/** Inside `with`, the schema of the step's own kind speaks; elsewhere the file's. */
function schemasFor(path: readonly string[], siblings: ReadonlyMap<string, string>, step: ReadonlyMap<string, string>, known: CompletionKnowledge) {
  const kind = isStepList(path[0]) && path[2] === 'with' ? known.kinds.find((candidate) => candidate.kind === step.get('uses')) : undefined
  const root: Schema = kind === undefined ? known.schema : kind.schema
  return { root, schemas: schemasAt(root, kind === undefined ? path : path.slice(3), siblings) }
}

const isStepList = (key: string | undefined): boolean => key === 'steps' || key === 'on_failure'

const keySuggestion = ({ name, description, required, type }: KnownKey): Suggestion => ({
  label: name,
  apply: type === 'object' || type === 'array' ? `${name}:` : `${name}: `,
  ...(required ? { detail: 'required' } : type === null ? {} : { detail: type }),
  ...(description === '' ? {} : { info: description }),
})
