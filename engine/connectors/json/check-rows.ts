import type { Json } from '../../contract/json'
import type { Pattern } from '../patterns/re2-pattern'
import type { Finding } from './schema-check'

/** Rules for one field of every row. Cells of CSV are text, so text that reads as a number or a date counts as one. */
export interface RowRule extends Omit<RowRuleSource, 'pattern'> {
  readonly pattern?: Pattern | undefined
}

/** As it stands in a file. */
export interface RowRuleSource {
  readonly required: boolean
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'date' | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly min_length?: number | undefined
  readonly max_length?: number | undefined
  readonly pattern?: string | undefined
  readonly one_of?: readonly (string | number | boolean)[] | undefined
  readonly unique: boolean
}

type Report = (finding: Finding) => void

/** Checks every row; says each finding with a JSON pointer. */
export function checkRows(rows: readonly Json[], rules: Readonly<Record<string, RowRule>>, report: Report): void {
  const checks = Object.entries(rules).map(([field, rule]) => fieldCheck(field, rule))
  rows.forEach((row, index) => {
    const path = `/${index}`
    if (!isMap(row)) return report({ path, message: 'must be a row, a map of fields' })
    for (const check of checks) check(row, path, report)
  })
}

type FieldCheck = (row: { readonly [key: string]: Json }, path: string, report: Report) => void

function fieldCheck(field: string, rule: RowRule): FieldCheck {
  const seen = new Map<string, string>()
  const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return (row, path, report) => {
    const value = Object.hasOwn(row, field) ? row[field] : undefined
    const at = `${path}${pointer}`
    if (value === undefined || value === null || value === '') {
      if (rule.required) report({ path: at, message: 'must be there and not be empty' })
      return
    }
    for (const message of valueFaults(value, rule)) report({ path: at, message })
    if (!rule.unique) return
    const first = seen.get(JSON.stringify(value))
    if (first === undefined) seen.set(JSON.stringify(value), at)
    else report({ path: at, message: `must be unique, but is the same as ${first}` })
  }
}

function valueFaults(value: Json, rule: RowRule): string[] {
  const faults: string[] = []
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const number = numberOf(value)
  if (rule.type !== undefined && !TYPES[rule.type](value)) faults.push(`must be ${IN_WORDS[rule.type]}`)
  if (rule.min !== undefined && !(number !== null && number >= rule.min)) faults.push(`must be ${rule.min} or more`)
  if (rule.max !== undefined && !(number !== null && number <= rule.max)) faults.push(`must be ${rule.max} or less`)
  if (rule.min_length !== undefined && text.length < rule.min_length) faults.push(`must have ${rule.min_length} characters or more`)
  if (rule.max_length !== undefined && text.length > rule.max_length) faults.push(`must have ${rule.max_length} characters or fewer`)
  if (rule.pattern !== undefined && !rule.pattern.test(text)) faults.push(`must match ${rule.pattern.toString()}`)
  if (rule.one_of !== undefined && !rule.one_of.some((each) => each === value || String(each) === value))
    faults.push(`must be one of ${JSON.stringify(rule.one_of).slice(0, 300)}`)
  return faults
}

const IN_WORDS: Readonly<Record<NonNullable<RowRule['type']>, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  date: 'a date like 2026-03-01',
}

const TYPES: Readonly<Record<NonNullable<RowRule['type']>, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => numberOf(value) !== null,
  integer: (value) => Number.isInteger(numberOf(value)),
  boolean: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  date: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value)),
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

function numberOf(value: Json): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.length < 400 && NUMBER.test(value) ? Number(value) : null
}

const isMap = (value: Json): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)
