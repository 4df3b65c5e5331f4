import type { Json, JsonObject } from '../../contract/json'
import { re2Pattern } from '../patterns/re2-pattern.ts'
import { checkRows, type RowRule, type RowRuleSource } from './check-rows.ts'
import { type CheckAgainstSchema, type Finding, type Findings, MAX_FINDINGS, schemaCheck } from './schema-check.ts'

/** What a value has to keep to. */
export interface ValueRules {
  readonly schema: CheckAgainstSchema | null
  /** By field, for a list of rows. */
  readonly rows: Readonly<Record<string, RowRule>> | null
}

/** The same as it stood in a file. */
export interface ValueRuleSources {
  readonly schema: JsonObject | boolean | null
  readonly rows: Readonly<Record<string, RowRuleSource>> | null
}

export function checkValue(value: Json, { schema, rows }: ValueRules): Findings {
  const bySchema = schema === null ? NOTHING : schema(value)
  const byRows = rows === null ? NOTHING : rowFindings(value, rows)
  return { total: bySchema.total + byRows.total, findings: [...bySchema.findings, ...byRows.findings].slice(0, MAX_FINDINGS) }
}

/** Throws what the libraries say of a schema or pattern that they cannot use. */
export const valueRules = ({ schema, rows }: ValueRuleSources): ValueRules => ({
  schema: schema === null ? null : schemaCheck(schema, re2Pattern),
  rows: rows === null ? null : Object.fromEntries(Object.entries(rows).map(([field, rule]) => [field, { ...rule, pattern: rule.pattern === undefined ? undefined : re2Pattern(rule.pattern) }])),
})

const NOTHING: Findings = { total: 0, findings: [] }

function rowFindings(value: Json, rules: Readonly<Record<string, RowRule>>): Findings {
  if (!isList(value)) return { total: 1, findings: [{ path: '', message: 'must be a list of rows' }] }
  const findings: Finding[] = []
  let total = 0
  checkRows(value, rules, (finding) => {
    total++
    if (findings.length < MAX_FINDINGS) findings.push(finding)
  })
  return { total, findings }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
