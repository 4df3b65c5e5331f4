import { stat } from 'node:fs/promises'
import * as z from 'zod'
import type { JsonObject } from '../../contract/json'
import { json, jsonObject } from '../../contract/json'
import { toEngineError } from '../../core/shared/engine-error'
import { resolveInside } from '../../connectors/files/resolve-inside'
import type { CheckAgainstSchema, Finding } from '../../connectors/json/compile-schema'
import { compileSchema, MAX_FINDINGS } from '../../connectors/json/compile-schema'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { checkRows, rowRule } from './row-rules'

/** Checked and made ready in one go: an unusable schema is refused when the file is. */
const schema = z.union([jsonObject, z.boolean()]).transform((given, check): CheckAgainstSchema => {
  try {
    return compileSchema(given)
  } catch (error) {
    check.addIssue({ code: 'custom', message: toEngineError(error).message })
    return z.NEVER
  }
})

export const validateConfig = z
  .strictObject({
    value: json.optional().describe('What to check.'),
    schema: schema.optional().describe('JSON Schema (2020-12, or draft 07 when $schema says so); patterns are RE2.'),
    rows: z.record(z.string(), rowRule).optional().describe('Rules by field, when the value is a list of rows.'),
    required_files: z.array(z.string().min(1)).max(10_000).optional().describe('Files that must be there.'),
    on_invalid: z.enum(['fail', 'report']).default('fail').describe('report: the step succeeds and says what it found.'),
  })
  .superRefine((config, check) => {
    if (config.schema === undefined && config.rows === undefined && config.required_files === undefined) {
      check.addIssue({ code: 'custom', message: 'A validation needs `schema`, `rows` or `required_files`.' })
    }
    if ((config.schema !== undefined || config.rows !== undefined) && config.value === undefined) {
      check.addIssue({ code: 'custom', message: '`schema` and `rows` check a `value`, and there is none.' })
    }
  })
type ValidateConfig = z.output<typeof validateConfig>

const finding = z.object({ path: z.string().describe('JSON pointer into the value, or the path of a file.'), message: z.string() })

export const validateStep: StepKind<ValidateConfig> = defineStep({
  kind: 'validate',
  title: 'Check data',
  summary:
    'Checks a value against a JSON Schema, the rows of a table against rules by field, and that files are there. What is wrong is named with its place: the step fails with the first 20 findings, or, with `on_invalid: report`, succeeds and gives them out.',
  example: `- id: check
  uses: validate
  with:
    value: "\${{ steps.orders.output.rows }}"
    rows:
      order_id: { required: true, unique: true, pattern: "^[A-Z]{2}[0-9]+$" }
      amount: { type: number, min: 0 }`,
  config: validateConfig,
  output: z.object({ valid: z.boolean(), total: z.int().describe('Findings in all.'), findings: z.array(finding).describe('The first 20.') }),
  defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
  usesFolders: true,
  run: validate,
})

async function validate(config: ValidateConfig, context: StepContext): Promise<StepOutcome> {
  const findings: Finding[] = []
  let total = 0
  const report = (each: Finding): void => {
    total++
    if (findings.length < MAX_FINDINGS) findings.push(each)
  }
  checkValue(config, report, (more) => (total += more))
  for (const path of config.required_files ?? []) await checkFile(path, context, report)
  context.signal.throwIfAborted()
  return toOutcome(config, total, findings)
}

function checkValue({ value, schema: check, rows }: ValidateConfig, report: (finding: Finding) => void, countMore: (total: number) => void): void {
  if (value === undefined) return
  if (check !== undefined) {
    const found = check(value)
    found.findings.forEach(report)
    countMore(found.total - found.findings.length)
  }
  if (rows === undefined) return
  if (Array.isArray(value)) checkRows(value, rows, report)
  else report({ path: '', message: 'must be a list of rows' })
}

async function checkFile(path: string, { folders, signal }: StepContext, report: (finding: Finding) => void): Promise<void> {
  signal.throwIfAborted()
  const real = await resolveInside(path, folders)
  const found = await stat(real).catch(() => null)
  if (found === null) report({ path, message: 'is not there' })
  else if (!found.isFile()) report({ path, message: 'is not a file' })
}

function toOutcome({ on_invalid: onInvalid }: ValidateConfig, total: number, findings: readonly Finding[]): StepOutcome {
  const told = findings.map((each): JsonObject => ({ ...each }))
  if (total === 0 || onInvalid === 'report') return { kind: 'succeeded', output: { valid: total === 0, total, findings: told } }
  const lines = findings.map(({ path, message }) => `${path === '' ? 'the value' : path} ${message}`)
  const rest = total > findings.length ? ` … and ${total - findings.length} more` : ''
  return {
    kind: 'failed',
    code: 'validation_failed',
    message: `${total === 1 ? 'One thing is' : `${total} things are`} not as they should be: ${lines.join('; ')}${rest}.`.slice(0, 8000),
    retryable: false,
    details: { total, findings: told },
  }
}
