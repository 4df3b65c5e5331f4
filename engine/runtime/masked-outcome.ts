import type { Ask } from '../core/approvals/ask'
import type { AttemptOutcome } from '../core/runs/decisions'
import { maskError, maskJson } from '../core/secrets/mask-json'
import { assertNever } from '../core/shared/assert-never'
import { clip, toEngineError } from '../core/shared/engine-error'
import type { Masker } from '../ports/secrets'
import type { StepOutcome } from '../ports/step-kind'
import type { StopOutcome } from './step-limits'

/** What a step gives out, with secrets masked. */
export function maskedOutcome(outcome: StepOutcome | StopOutcome, masker: Masker): StepOutcome | StopOutcome {
  if (masker.isIdle) return outcome
  switch (outcome.kind) {
    case 'succeeded':
    case 'waiting':
      return { ...outcome, output: maskJson(outcome.output, masker) }
    case 'asked':
      return { ...outcome, ask: maskAsk(outcome.ask, masker) }
    case 'child':
      return outcome
    case 'failed':
      return { ...outcome, ...maskError(outcome, masker) }
    case 'cancelled':
    case 'lost':
      return outcome
    default:
      return assertNever(outcome)
  }
}

const maskAsk = (ask: Ask, masker: Masker): Ask => ({ ...ask, question: masker.mask(ask.question), evidence: maskJson(ask.evidence, masker), value: maskJson(ask.value, masker) })

/** Masked before it is cut: half a secret looks like any other text. */
export function failedOutcome(thrown: unknown, masker: Masker): Extract<AttemptOutcome, { kind: 'failed' }> {
  const { code, message, details, retryable } = toEngineError(thrown)
  const error = maskError({ code, message, ...(details !== undefined && { details: { ...details } }) }, masker)
  return { kind: 'failed', error: { ...error, message: clip(error.message) }, retryable, retryAfterMs: 0 }
}
