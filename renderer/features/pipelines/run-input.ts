import type { Json, JsonObject } from '../../../engine/contract/json'
import type { PipelineInput } from '../../../engine/contract/pipeline'

/** What stands in the form: texts as typed, ticks, and chosen options as JSON text. */
export type FormValues = Readonly<Record<string, string | boolean>>

export type FieldErrors = Readonly<Record<string, string>>

export type ReadForm = { readonly ok: true; readonly input: JsonObject } | { readonly ok: false; readonly errors: FieldErrors }

/** The form as it opens: what was given, else the defaults. */
export const initialValues = (inputs: readonly PipelineInput[], given: Readonly<Record<string, unknown>> = {}): FormValues =>
  Object.fromEntries(inputs.map((input) => [input.name, shownValue(input, given[input.name] ?? input.default)]))

function shownValue({ type, options }: PipelineInput, value: unknown): string | boolean {
  if (options !== null) return value === null ? '' : JSON.stringify(value)
  if (type === 'boolean') return value === true
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return JSON.stringify(value, null, type === 'object' || type === 'array' ? 2 : undefined)
}

/** The input that the form stands for, or what keeps it from being one, by field. The engine checks again. */
export function readForm(inputs: readonly PipelineInput[], values: FormValues): ReadForm {
  const read = inputs.map((input) => [input.name, readField(input, values[input.name] ?? '')] as const)
  const errors = Object.fromEntries(read.flatMap(([name, field]) => (field.error === undefined ? [] : [[name, field.error]])))
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  return { ok: true, input: Object.fromEntries(read.flatMap(([name, field]) => (field.value === undefined ? [] : [[name, field.value]]))) }
}

/** Neither value nor error: left out, so that the engine fills in the default. */
interface ReadField {
  readonly value?: Json
  readonly error?: string
}

function readField(input: PipelineInput, value: string | boolean): ReadField {
  if (typeof value === 'boolean') return { value }
  const blank = value.trim() === ''
  if (blank && input.type === 'string' && input.options === null && input.default !== null && !input.required) return { value: '' }
  if (blank) return input.required ? { error: 'This is needed to start.' } : {}
  if (input.options !== null) return parsed(value) ?? { error: 'Choose one of the list.' }
  switch (input.type) {
    case 'string':
      return { value }
    case 'number':
    case 'integer':
      return readNumber(value, input.type === 'integer')
    case 'object':
    case 'array':
      return readJson(value, input.type)
    case 'boolean':
      return { value: value === 'true' }
  }
}

function readNumber(text: string, whole: boolean): ReadField {
  const value = Number(text)
  if (!Number.isFinite(value)) return { error: 'This is not a number.' }
  return whole && !Number.isSafeInteger(value) ? { error: 'This must be a whole number.' } : { value }
}

function readJson(text: string, type: 'object' | 'array'): ReadField {
  const read = parsed(text)
  if (read === null)
    return { error: `This is not valid JSON. ${type === 'array' ? 'A list looks like ["a", "b"].' : 'An object looks like {"name": "value"}.'}` }
  if (Array.isArray(read.value) !== (type === 'array') || typeof read.value !== 'object' || read.value === null) {
    return { error: type === 'array' ? 'This must be a list: ["a", "b"].' : 'This must be an object: {"name": "value"}.' }
  }
  return read
}

function parsed(text: string): { readonly value: Json } | null {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) ? { value } : null
  } catch {
    return null
  }
}

/** Whatever the parser of JSON gives out is JSON; it only does not say so. */
const isJson = (value: unknown): value is Json => value !== undefined

/** Sentences by field out of an `input_invalid`; those for fields that the form does not have are left to its sentence. */
export function fieldErrors(details: Readonly<Record<string, unknown>> | undefined, inputs: readonly PipelineInput[]): FieldErrors {
  const fields = details?.['fields']
  if (typeof fields !== 'object' || fields === null) return {}
  const known = new Set(inputs.map(({ name }) => name))
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => known.has(entry[0]) && typeof entry[1] === 'string'))
}
