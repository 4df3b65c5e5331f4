import { stat } from 'node:fs/promises'
import * as z from 'zod'
import type { Json, JsonObject } from '../../contract/json'
import { MAX_JSON_DEPTH } from '../../contract/json-bounds'
import { json, jsonObject } from '../../contract/json'
import { toEngineError } from '../../core/shared/engine-error'
import type { DocumentPool } from '../../connectors/documents/document-pool'
import { resolveInside } from '../../connectors/files/resolve-inside'
import { checkValue } from '../../connectors/json/check-value'
import { compileSchema, unusableSchema } from '../../connectors/json/compile-schema'
import { type CheckAgainstSchema, type Finding, type Findings, MAX_FINDINGS } from '../../connectors/json/schema-check'
import type { Screening } from '../../connectors/patterns/gates/screening'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { blockedBy, gatesOutput, toldGates } from './gate-findings'
import { gatesConfig } from './gates-config'
import { isLight, isShort, sizeOfSchema } from './is-light'
import { rowRules, sourcesOf } from './row-rule'

/** Made ready at once when it is small, so that an unusable one is refused when the file is; a large one waits for a thread. */
interface GivenSchema {
  readonly source: JsonObject | boolean
  readonly check: CheckAgainstSchema | null
}

const MAX_SCHEMA = 1024 * 1024

const schema = z.union([jsonObject, z.boolean()]).transform((source, check): GivenSchema => {
  try {
    const size = sizeOfSchema(source, MAX_SCHEMA)
    if (size === 'too_large') throw unusableSchema(`it is larger than 1 MiB, or nests deeper than ${MAX_JSON_DEPTH} levels`)
    return { source, check: size === 'small' ? compileSchema(source) : null }
  } catch (error) {
    check.addIssue({ code: 'custom', message: toEngineError(error).message })
    return z.NEVER
  }
})

/** JSON by where it comes from, a file or an expression: to walk through megabytes of it once more would hold the engine up. */
const value = z.custom<Json>((given) => given !== undefined)

export const validateConfig = z
  .strictObject({
    value: value.optional().describe('What to check.'),
    schema: schema.optional().describe('JSON Schema (2020-12, or draft 07 when $schema says so), 1 MiB at most; patterns are RE2.'),
    rows: rowRules.optional().describe('Rules by field, when the value is a list of rows.'),
    required_files: z.array(z.string().min(1)).max(10_000).optional().describe('Files that must be there.'),
    gates: gatesConfig
      .optional()
      .describe('What the texts of the value are screened for. redact: the output has the value with marks such as `[email]`. flag: it is told. block: the step fails, whatever `on_invalid` says.'),
    on_invalid: z.enum(['fail', 'report']).default('fail').describe('report: the step succeeds and says what it found.'),
  })
  .superRefine((config, check) => {
    const checksValue = config.schema !== undefined || config.rows !== undefined || config.gates !== undefined
    if (!checksValue && config.required_files === undefined) {
      check.addIssue({ code: 'custom', message: 'A validation needs `schema`, `rows`, `gates` or `required_files`.' })
    }
    if (checksValue && config.value === undefined) {
      check.addIssue({ code: 'custom', message: '`schema`, `rows` and `gates` check a `value`, and there is none.' })
    }
  })
type ValidateConfig = z.output<typeof validateConfig>

const finding = z.object({ path: z.string().describe('JSON pointer into the value, or the path of a file.'), message: z.string() })

const validateOutput = z.object({
  valid: z.boolean(),
  total: z.int().describe('Findings in all.'),
  findings: z.array(finding).describe('The first 20.'),
  gates: gatesOutput.optional().describe('With `gates`: what they found.'),
  value: json.optional().describe('With a gate that redacts: the value with marks.'),
})

/** Large values are checked and screened on a thread. */
export const validateStep = (threads: DocumentPool): StepKind<ValidateConfig> =>
  defineStep({
    kind: 'validate',
    title: 'Check data',
    summary:
      'Checks a value against a JSON Schema, the rows of a table against rules by field, and that files are there. What is wrong is named with its place: the step fails with the first 20 findings, or, with `on_invalid: report`, succeeds and gives them out. Gates screen its texts for personal data and for instructions to a model, which are redacted, flagged or blocked; both are heuristics that miss things and see things that are none.',
    example: `- id: check
  uses: validate
  with:
    value: "\${{ steps.orders.output.rows }}"
    rows:
      order_id: { required: true, unique: true, pattern: "^[A-Z]{2}[0-9]+$" }
      amount: { type: number, min: 0 }`,
    config: validateConfig,
    output: validateOutput,
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
    usesFolders: true,
    run: (config, context) => validate(config, context, threads),
  })

async function validate(config: ValidateConfig, context: StepContext, threads: DocumentPool): Promise<StepOutcome> {
  const { total, findings } = await valueFindings(config, context, threads)
  const missing = await fileFindings(config.required_files ?? [], context)
  const screening = await screen(config, context, threads)
  context.signal.throwIfAborted()
  const rules = { total: total + missing.length, findings: [...findings, ...missing].slice(0, MAX_FINDINGS) }
  return toOutcome(config, config.gates?.pii == null ? rules : { ...rules, findings: await impersonal(rules.findings) }, screening, context)
}

/** A schema's sentence may quote the value. */
async function impersonal(findings: readonly Finding[]): Promise<readonly Finding[]> {
  const { withoutPii } = await import('../../connectors/patterns/gates/redact')
  return findings.map(({ path, message }) => ({ path: withoutPii(path), message: withoutPii(message) }))
}

async function screen({ value, gates }: ValidateConfig, { signal }: StepContext, threads: DocumentPool): Promise<Screening | null> {
  signal.throwIfAborted()
  if (gates === undefined || value === undefined) return null
  if (!isShort(value)) return threads.screen(value, gates, signal)
  // What knows the numbers of all countries is large, and read when there is something to look through.
  const { screenValue } = await import('../../connectors/patterns/gates/screen-value')
  return screenValue(value, gates)
}

async function valueFindings({ value, schema: given, rows }: ValidateConfig, { signal }: StepContext, threads: DocumentPool): Promise<Findings> {
  signal.throwIfAborted()
  if (value === undefined || (given === undefined && rows === undefined)) return { total: 0, findings: [] }
  const sources = { schema: given?.source ?? null, rows: rows === undefined ? null : sourcesOf(rows) }
  const patternParts = (given?.check?.patternParts ?? 0) + Object.values(rows ?? {}).reduce((sum, { pattern }) => sum + (pattern?.parts ?? 0), 0)
  if (given?.check === null || !isLight(value, sources, patternParts)) return threads.check(value, sources, signal)
  return checkValue(value, { schema: given?.check ?? null, rows: rows ?? null })
}

async function fileFindings(paths: readonly string[], context: StepContext): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const path of paths) await checkFile(path, context, (finding) => findings.push(finding))
  return findings
}

async function checkFile(path: string, { folders, signal }: StepContext, report: (finding: Finding) => void): Promise<void> {
  signal.throwIfAborted()
  const real = await resolveInside(path, folders)
  const found = await stat(real).catch(() => null)
  if (found === null) report({ path, message: 'is not there' })
  else if (!found.isFile()) report({ path, message: 'is not a file' })
}

function toOutcome(config: ValidateConfig, rules: Findings, screening: Screening | null, context: StepContext): StepOutcome {
  const blocked = config.gates === undefined || screening === null ? { total: 0, findings: [] } : blockedBy(config.gates, screening)
  if (blocked.total === 0 && (rules.total === 0 || config.on_invalid === 'report')) return { kind: 'succeeded', output: toOutput(rules, screening) }
  const total = rules.total + blocked.total
  const findings = [...blocked.findings, ...rules.findings].slice(0, MAX_FINDINGS)
  const lines = findings.map(({ path, message }) => `${path === '' ? 'the value' : path} ${message}`)
  const rest = total > findings.length ? ` … and ${total - findings.length} more` : ''
  return {
    kind: 'failed',
    code: 'validation_failed',
    message: context.mask(`${total === 1 ? 'One thing is not as it should be' : `${total} things are not as they should be`}: ${lines.join('; ')}${rest}.`).slice(0, 8000),
    retryable: false,
    details: { total, findings: told(findings), ...(screening !== null && { gates: toldGates(screening) }) },
  }
}

const told = (findings: readonly Finding[]): JsonObject[] => findings.map((each) => ({ ...each }))

const toOutput = ({ total, findings }: Findings, screening: Screening | null): JsonObject => ({
  valid: total === 0,
  total,
  findings: told(findings),
  ...(screening !== null && { gates: toldGates(screening) }),
  ...(screening?.value !== undefined && { value: screening.value }),
})
