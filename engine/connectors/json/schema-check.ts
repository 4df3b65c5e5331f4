import type { AnySchema, ErrorObject, Options, SchemaValidateFunction, ValidateFunction } from 'ajv'
import Ajv from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Json, JsonObject } from '../../contract/json'
import type { Pattern } from '../patterns/re2-pattern'

export interface Finding {
  /** JSON pointer into the value; empty for the value itself. */
  readonly path: string
  readonly message: string
}

export interface Findings {
  readonly total: number
  /** The first ones. */
  readonly findings: readonly Finding[]
}

export interface CheckAgainstSchema {
  (value: Json): Findings
  /** Of all its patterns together: each may be held against each character of a value. */
  readonly patternParts: number
}

/** Findings that are told; the rest is counted. */
export const MAX_FINDINGS = 20

/**
 * A JSON Schema, ready to check values: draft 2020-12, or draft 07 when `$schema` says so. Nothing is loaded from
 * elsewhere. Throws what the library says of one that it cannot use, and what `toPattern` throws.
 */
export function schemaCheck(schema: AnySchema, toPattern: (source: string) => Pattern): CheckAgainstSchema {
  const text = JSON.stringify(schema)
  if (text.includes('"$async"')) throw new Error('$async has no meaning here')
  let patternParts = 0
  const validate = compile(schema, text, (source) => {
    const pattern = toPattern(source)
    patternParts += pattern.parts
    return pattern
  })
  const check = (value: Json): Findings => {
    try {
      if (validate(value)) return { total: 0, findings: [] }
    } catch (error) {
      if (error instanceof RangeError) return { total: 1, findings: [{ path: '', message: 'nests too deeply to be checked' }] }
      throw error
    }
    const errors = validate.errors ?? []
    return { total: errors.length, findings: errors.slice(0, MAX_FINDINGS).map(toFinding) }
  }
  return Object.assign(check, { patternParts })
}

/** 19.99 is a multiple of 0.01, though not as a machine divides. */
const DECIMALS = 9

/** What is referred to stands once: written out anew at each place, 16 KiB of schema become 100 MB of code. */
const OPTIONS: Options = { allErrors: true, strict: false, validateFormats: true, addUsedSchema: false, logger: false, inlineRefs: false, ownProperties: true, multipleOfPrecision: DECIMALS }

function compile(schema: AnySchema, text: string, toPattern: (source: string) => Pattern): ValidateFunction {
  const regExp: NonNullable<NonNullable<Options['code']>['regExp']> = Object.assign(toPattern, { code: 're2' })
  const is07 = isDraft07(schema)
  const known = DRAFTS[is07 ? '07' : '2020']
  const isOfKnown = typeof schema === 'boolean' || schema['$schema'] === undefined || known.names.includes(String(schema['$schema']))
  if (isOfKnown) mustBeSchema(schema, known.checker())
  const ajv = newAjv(is07, { ...OPTIONS, validateSchema: !isOfKnown, code: { regExp } })
  // To keep count of what was looked at takes as long as the rest, and matters to these alone.
  ajv.opts.unevaluated &&= /"unevaluated(?:Properties|Items)"/.test(text)
  if (!is07) {
    ajv.removeKeyword('dependentRequired')
    ajv.addKeyword({ keyword: 'dependentRequired', type: 'object', schemaType: 'object', validate: hasDependents })
  }
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (wanted: boolean, items: readonly Json[]) => !wanted || areUnique(items),
    error: { message: 'must not hold the same item twice' },
  })
  return ajv.compile(schema)
}

function mustBeSchema(schema: AnySchema, checker: Ajv): void {
  if (checker.validateSchema(schema) !== true) throw new Error(`schema is invalid: ${checker.errorsText()}`)
}

function newAjv(is07: boolean, options: Options): Ajv {
  const ajv = is07 ? new Ajv(options) : new Ajv2020(options)
  addFormats(ajv)
  return ajv
}

/** What says whether a schema is one is made once: it takes longer to make than most checks. */
function draft(is07: boolean, names: readonly string[]) {
  let made: Ajv | null = null
  return { names, checker: () => (made ??= newAjv(is07, OPTIONS)) }
}

const DRAFTS = {
  '07': draft(true, ['http://json-schema.org/draft-07/schema#', 'http://json-schema.org/draft-07/schema']),
  '2020': draft(false, ['https://json-schema.org/draft/2020-12/schema']),
} as const

const isDraft07 = (schema: AnySchema): boolean => typeof schema === 'object' && /draft-0[4-7]/.test(String(schema['$schema'] ?? ''))

/** In place of the library's own, which compares every item with every other. */
const areUnique = (items: readonly Json[]): boolean => new Set(items.map(canonical)).size === items.length

/** In place of the library's own, whose code names every field once for every other. */
const hasDependents: SchemaValidateFunction = (wanted: Readonly<Record<string, readonly string[]>>, map: JsonObject) => {
  const missing = Object.entries(wanted)
    .filter(([field]) => Object.hasOwn(map, field))
    .flatMap(([field, others]) => others.filter((other) => !Object.hasOwn(map, other)).map((other) => `must have property ${other} when property ${field} is present`))
  hasDependents.errors = missing.map((message) => ({ keyword: 'dependentRequired', message, params: {} }))
  return missing.length === 0
}

function canonical(value: Json): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  )
}

function toFinding({ instancePath, message, keyword, params }: ErrorObject): Finding {
  const extra: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'] ?? params['allowedValues']
  const named =
    keyword === 'enum' || keyword === 'additionalProperties' || keyword === 'unevaluatedProperties' ? `: ${JSON.stringify(extra).slice(0, 300)}` : ''
  return { path: instancePath, message: `${message ?? 'is not as the schema asks'}${named}` }
}
