import type { Json, JsonObject } from '../../contract/json'
import { jsonFault, MAX_JSON_DEPTH } from '../../contract/json-bounds'
import type { InputType, PipelineInput } from '../../contract/pipeline'
import { MAX_RUN_INPUT } from '../../contract/run'
import { closest, didYouMean } from '../shared/did-you-mean'
import { EngineError } from '../shared/engine-error'
import { readJson } from '../shared/read-json'
import { Budget } from './cel/budget'
import { equal } from './cel/operators'

const IN_WORDS: Readonly<Record<InputType, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

/** Whether a value fits an input's type. */
export function fitsType(type: InputType, value: Json): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type
    case 'number':
      return Number.isFinite(value)
    case 'integer':
      return Number.isSafeInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
  }
}

/** What is wrong with a value for an input, as a sentence; null when it fits. */
export function inputFault(input: Pick<PipelineInput, 'name' | 'type' | 'options'>, value: Json): string | null {
  if (!fitsType(input.type, value)) return `\`${input.name}\` must be ${IN_WORDS[input.type]}.`
  if (input.options === null || input.options.some((option) => equal(option, value, new Budget()))) return null
  return `\`${input.name}\` must be one of ${input.options.map((option) => JSON.stringify(option)).join(', ')}.`
}

/** Before anything else is done with what was given: throws `input_invalid` when it is too large or nests too deeply. */
export function boundInput(given: JsonObject): void {
  const fault = jsonFault(given, { depth: MAX_JSON_DEPTH, characters: MAX_RUN_INPUT })
  if (fault === 'too_large')
    throw new EngineError(
      'input_invalid',
      `The input is larger than ${MAX_RUN_INPUT / 1024 / 1024} MiB (${MAX_RUN_INPUT} characters of JSON), which is the most a run can be given. Put it into a file and give its path.`,
    )
  if (fault === 'too_deep') throw new EngineError('input_invalid', `The input nests deeper than ${MAX_JSON_DEPTH} levels.`)
}

/**
 * A run's complete input: every declared name, with what was given, its default, or null. Throws `input_invalid` with
 * one sentence for each finding; `details.fields` has them by name, for forms.
 */
export function checkInputs(inputs: readonly PipelineInput[], given: JsonObject): JsonObject {
  const faults = new Map([...unknownNames(inputs, given), ...inputs.flatMap((input) => faultOf(input, given))])
  if (faults.size > 0) {
    throw new EngineError('input_invalid', [...faults.values()].join(' '), { details: { fields: Object.fromEntries(faults) } })
  }
  return Object.fromEntries(inputs.map((input) => [input.name, givenOrDefault(input, given)]))
}

type Fault = readonly [name: string, sentence: string]

function unknownNames(inputs: readonly PipelineInput[], given: JsonObject): readonly Fault[] {
  const known = inputs.map((input) => input.name)
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  return unknown.map((name) => [name, `There is no input \`${name}\`.${didYouMean(closest(name, known))}`])
}

function faultOf(input: PipelineInput, given: JsonObject): readonly Fault[] {
  const value = givenOrDefault(input, given)
  if (value === null) return input.required ? [[input.name, `\`${input.name}\` is required.`]] : []
  const fault = inputFault(input, value)
  return fault === null ? [] : [[input.name, fault]]
}

/** Null stands for "not given". */
const givenOrDefault = (input: PipelineInput, given: JsonObject): Json =>
  Object.hasOwn(given, input.name) ? (given[input.name] ?? input.default) : input.default

/** The value of `name=text` on a command line, by the input's type. Throws `input_invalid`. */
export function parseInputText(input: PipelineInput, text: string): Json {
  const value = readAs(input.type, text)
  if (value !== undefined) return value
  const sentence = `\`${input.name}\` must be ${IN_WORDS[input.type]}${isJsonType(input.type) ? ', written as JSON' : ''}.`
  throw new EngineError('input_invalid', sentence, { details: { fields: { [input.name]: sentence } } })
}

const isJsonType = (type: InputType): boolean => type === 'object' || type === 'array'

function readAs(type: InputType, text: string): Json | undefined {
  if (type === 'string') return text
  const value = readJson(text.trim())
  return value !== undefined && fitsType(type, value) ? value : undefined
}
