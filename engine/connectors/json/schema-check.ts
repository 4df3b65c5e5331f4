import type { AnySchema, ErrorObject, Options, ValidateFunction } from 'ajv'
import Ajv from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Json } from '../../contract/json'
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

export type CheckAgainstSchema = (value: Json) => Findings

/** Findings that are told; the rest is counted. */
export const MAX_FINDINGS = 20

/**
 * A JSON Schema, ready to check values: draft 2020-12, or draft 07 when `$schema` says so. Nothing is loaded from
 * elsewhere. Throws what the library says of one that it cannot use, and what `toPattern` throws.
 */
export function schemaCheck(schema: AnySchema, toPattern: (source: string) => Pattern): CheckAgainstSchema {
  if (JSON.stringify(schema).includes('"$async"')) throw new Error('$async has no meaning here')
  const validate = compile(schema, toPattern)
  return (value) => {
    try {
      if (validate(value)) return { total: 0, findings: [] }
    } catch (error) {
      if (error instanceof RangeError) return { total: 1, findings: [{ path: '', message: 'nests too deeply to be checked' }] }
      throw error
    }
    const errors = validate.errors ?? []
    return { total: errors.length, findings: errors.slice(0, MAX_FINDINGS).map(toFinding) }
  }
}

function compile(schema: AnySchema, toPattern: (source: string) => Pattern): ValidateFunction {
  const regExp: NonNullable<NonNullable<Options['code']>['regExp']> = Object.assign((source: string) => toPattern(source), { code: 're2' })
  const options: Options = { allErrors: true, strict: false, validateFormats: true, addUsedSchema: false, logger: false, code: { regExp } }
  const ajv = isDraft07(schema) ? new Ajv(options) : new Ajv2020(options)
  addFormats(ajv)
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

const isDraft07 = (schema: AnySchema): boolean => typeof schema === 'object' && /draft-0[4-7]/.test(String(schema['$schema'] ?? ''))

/** In place of the library's own, which compares every item with every other. */
const areUnique = (items: readonly Json[]): boolean => new Set(items.map(canonical)).size === items.length

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
