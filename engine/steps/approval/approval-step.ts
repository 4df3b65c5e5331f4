import * as z from 'zod'
import { approvalRole, expiryAction, MAX_APPROVAL_VALUE, MAX_EVIDENCE, MAX_QUESTION } from '../../contract/approval'
import { jsonObject, type Json } from '../../contract/json'
import { jsonFault, MAX_JSON_DEPTH } from '../../contract/json-bounds'
import { compileSchema } from '../../connectors/json/compile-schema'
import { parseDuration } from '../../core/shared/duration'
import { toEngineError } from '../../core/shared/engine-error'
import type { StepContext, StepKind, StepOutcome } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { durationText } from '../duration-text'
import type { CheckAnswer } from './check-answer'

/** A check of a larger one takes too long to be made whenever somebody answers. */
const MAX_SCHEMA = 16 * 1024

const schema = z.union([jsonObject, z.boolean()]).superRefine((source, check) => {
  try {
    if (jsonFault(source, { depth: MAX_JSON_DEPTH, characters: MAX_SCHEMA }) !== null) check.addIssue({ code: 'custom', message: `The schema of an answer has ${MAX_SCHEMA} characters at most.` })
    else compileSchema(source)
  } catch (thrown) {
    check.addIssue({ code: 'custom', message: toEngineError(thrown).message })
  }
})

const shown = z.custom<Json>((given) => given !== undefined)

export const approvalConfig = z
  .strictObject({
    question: z.string().min(1).max(MAX_QUESTION).describe('What the person is asked.'),
    evidence: shown.optional().describe('Whatever helps to decide, shown beside the question; 256 KiB of JSON at most.'),
    value: shown.optional().describe('What is asked about; whoever approves may edit it. 48 KiB of JSON at most.'),
    schema: schema.optional().describe('JSON Schema that the value must satisfy when it is approved (2020-12, or draft 07 when $schema says so); patterns are RE2.'),
    roles: z.array(approvalRole).min(1).default(['operator']).describe('Who may answer: any of these, and the roles above them.'),
    expires: durationText.optional().describe('Until when an answer counts, from the moment of the question. As long as the run waits, unless given.'),
    on_expiry: expiryAction.default('fail').describe('What follows when nobody answers in time.'),
    on_reject: z.enum(['fail', 'continue']).default('fail').describe('continue: the step succeeds, with `approved: false`.'),
  })
  .refine((config) => config.on_expiry === 'fail' || config.expires !== undefined, { path: ['on_expiry'], message: '`on_expiry` says what follows when the time of `expires` has passed, and there is none.' })
type ApprovalConfig = z.output<typeof approvalConfig>

const approvalOutput = z.object({
  approved: z.boolean(),
  value: z.json().describe('As it was approved; null when there was none.'),
  by: z.string().nullable().describe('Who answered; null when nobody did.'),
  at: z.iso.datetime(),
  comment: z.string(),
})

/** `check` finds what keeps a value from its schema. */
export const approvalStep = (check: CheckAnswer): StepKind<ApprovalConfig> =>
  defineStep({
    kind: 'approval',
    title: 'Ask a person',
    summary:
      'Asks a question and waits for the answer of a person, who sees the evidence beside it and may edit the value that it is about. Nothing is held meanwhile: no worker, no place in a queue. The question survives restarts; it is withdrawn when the run is cancelled.',
    example: `- id: release
  uses: approval
  with:
    question: "Send the newsletter to \${{ inputs.readers }} readers?"
    evidence: "\${{ steps.draft.output }}"
    value: { subject: "\${{ steps.draft.output.subject }}" }
    schema: { type: object, required: [subject], properties: { subject: { type: string, minLength: 1 } } }
    expires: 2d`,
    config: approvalConfig,
    output: approvalOutput,
    defaults: { timeoutMs: 30_000, queue: 'default', onLost: 'retry' },
    run: (config, context) => ask(config, context, check),
  })

async function ask(config: ApprovalConfig, context: StepContext, check: CheckAnswer): Promise<StepOutcome> {
  context.signal.throwIfAborted()
  const { question, evidence = null, value = null, schema: valueSchema = null, roles, on_expiry: onExpiry, on_reject: onReject } = config
  const tooMuch = surplus('evidence', evidence, MAX_EVIDENCE) ?? surplus('value', value, MAX_APPROVAL_VALUE)
  if (tooMuch !== null) return tooMuch
  // Nobody looks at a value that is approved by the clock.
  const findings = onExpiry === 'approve' && valueSchema !== null ? await check(value, valueSchema, context.signal) : []
  if (findings.length > 0) return refused('validation_failed', `The value does not satisfy the schema, and would be approved unseen when the question expires: ${findings.join('; ')}.`)
  const ms = config.expires === undefined ? null : (parseDuration(config.expires) ?? 0)
  const expiresAt = ms === null ? null : context.now() + ms
  return { kind: 'asked', ask: { question, evidence, value, valueSchema, roles, expiresAt, onExpiry, onReject } }
}

function surplus(what: string, json: Json, characters: number): StepOutcome | null {
  if (jsonFault(json, { depth: MAX_JSON_DEPTH, characters }) === null) return null
  return refused('output_too_large', `The ${what} of a question has ${characters / 1024} KiB of JSON at most, ${MAX_JSON_DEPTH} levels deep. Show less of it, such as a summary and the path of a file.`)
}

const refused = (code: 'validation_failed' | 'output_too_large', message: string): StepOutcome => ({ kind: 'failed', code, message, retryable: false })
