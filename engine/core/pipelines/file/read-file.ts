import { LIMITS } from '../limits'
import type { Problems } from '../problems'
import type { Placed, PlacedList } from '../yaml/placed'
import type { PipelineDraft, StepDraft } from './draft'
import { checkPipelineName } from './names'
import { readConcurrency } from './read-concurrency'
import { readInputs } from './read-inputs'
import { POLICY_KEYS, readPolicies } from './read-policies'
import { readStep } from './read-step'
import { type Found, Section, type Shape } from './section'

export const FILE: Shape = {
  what: 'a pipeline',
  keys: ['name', 'description', 'version', 'inputs', 'defaults', 'concurrency', 'steps', 'on_failure', 'outputs'],
  notYet: ['budget', 'confidence', 'cache'],
}

export const DEFAULTS: Shape = { what: '`defaults`', keys: POLICY_KEYS, notYet: ['cache', 'budget', 'confidence'] }

/** Null, and a problem, when the file is no map at all. */
export function readFile(root: Placed, problems: Problems): PipelineDraft | null {
  const file = Section.open(root, FILE, problems)
  if (file === null) return null
  const defaults = file.entry('defaults')
  checkVersion(file)
  return {
    name: readName(file),
    description: file.text('description')?.value ?? '',
    inputs: readInputs(file.map('inputs'), problems),
    defaults: readPolicies(defaults === null ? null : Section.open(defaults.value, DEFAULTS, problems)),
    steps: readSteps(file),
    onFailure: readOnFailure(file),
    outputs: file.map('outputs'),
    concurrency: readConcurrency(file),
  }
}

function readName(file: Section): Found<string> | null {
  const name = file.requiredText('name')
  return name !== null && checkPipelineName(name, file.problems) ? name : null
}

/** Free text for people, or a number: the engine numbers versions itself. */
function checkVersion(file: Section): void {
  if (file.entry('version')?.value.kind !== 'scalar') file.text('version')
}

function readSteps(file: Section): readonly StepDraft[] {
  if (file.entry('steps') === null) file.missing('steps')
  return readStepList(file.list('steps'), { most: LIMITS.steps, what: 'A pipeline' }, file.problems)
}

const readOnFailure = (file: Section): readonly StepDraft[] =>
  readStepList(file.list('on_failure'), { most: LIMITS.onFailure, what: '`on_failure`' }, file.problems)

function readStepList(list: PlacedList | null, { most, what }: { readonly most: number; readonly what: string }, problems: Problems): readonly StepDraft[] {
  if (list === null) return []
  if (list.items.length === 0) problems.error({ code: 'empty', message: `${what} needs at least one step.`, range: list.range })
  const surplus = list.items[most]
  if (surplus !== undefined) problems.error({ code: 'too_many', message: `${what} has at most ${most} steps.`, range: surplus.range })
  return list.items.slice(0, most).flatMap((item) => readStep(item, problems) ?? [])
}
