import type { Json } from '../../../contract/json'
import { INPUT_TYPES } from '../../../contract/pipeline'
import { inputFault } from '../inputs'
import { LIMITS } from '../limits'
import type { Problems } from '../problems'
import { type PlacedEntry, type PlacedMap, toJson } from '../yaml/placed'
import type { InputDraft } from './draft'
import { checkIdentifier } from './names'
import { type Found, Section, type Shape } from './section'

const INPUT: Shape = { what: 'an input', keys: ['type', 'required', 'default', 'description', 'options'] }

export function readInputs(inputs: PlacedMap | null, problems: Problems): readonly InputDraft[] {
  const entries = [...(inputs?.entries.values() ?? [])]
  const surplus = entries[LIMITS.inputs]
  if (surplus !== undefined) problems.error({ code: 'too_many', message: `A pipeline has at most ${LIMITS.inputs} inputs.`, range: surplus.keyRange })
  return entries.slice(0, LIMITS.inputs).flatMap((entry) => readInput(entry, problems) ?? [])
}

function readInput({ key, keyRange, value }: PlacedEntry, problems: Problems): InputDraft | null {
  const name = { value: key, range: keyRange }
  if (!checkIdentifier('The name of an input', name, problems)) return null
  const section = Section.open(value, { ...INPUT, what: `input \`${key}\`` }, problems)
  if (section === null) return null
  const fallback = section.entry('default')?.value
  const input: InputDraft = {
    name,
    type: section.oneOf('type', INPUT_TYPES) ?? 'string',
    required: section.flag('required') ?? false,
    description: section.text('description')?.value ?? '',
    default: fallback === undefined ? null : { value: toJson(fallback), range: fallback.range },
    options: readOptions(section),
  }
  checkInput(input, section)
  return input
}

function readOptions(section: Section): readonly Found<Json>[] | null {
  const list = section.list('options')
  if (list === null) return null
  if (list.items.length === 0) section.problems.error({ code: 'empty', message: '`options` needs at least one value.', range: list.range })
  const surplus = list.items[LIMITS.options]
  if (surplus !== undefined) section.problems.error({ code: 'too_many', message: `An input has at most ${LIMITS.options} options.`, range: surplus.range })
  return list.items.slice(0, LIMITS.options).map((item) => ({ value: toJson(item), range: item.range }))
}

function checkInput(input: InputDraft, section: Section): void {
  const { problems } = section
  const { name, type } = input
  for (const option of input.options ?? []) {
    const fault = inputFault({ name: 'options', type, options: null }, option.value)
    if (fault !== null) problems.error({ code: 'wrong_type', message: `Every option of \`${name.value}\` is of its type, \`${type}\`.`, range: option.range })
  }
  if (input.default === null) return
  const fault = inputFault({ name: 'default', type, options: input.options?.map((option) => option.value) ?? null }, input.default.value)
  if (fault !== null) problems.error({ code: 'wrong_default', message: fault, range: input.default.range })
  const required = section.entry('required')
  if (required === null || !input.required) return
  problems.warning({
    code: 'required_with_default',
    message: `\`${name.value}\` has a default, so it never has to be given: leave out \`required\`, or the default.`,
    range: required.keyRange,
  })
}
