import { EngineError } from '../../core/shared/engine-error'
import type { StepOutcome } from '../../ports/step-kind'

/** A status that was not hoped for, with what it means for the attempt. */
export class QdrantFailure extends EngineError {
  constructor(
    readonly status: number,
    readonly outcome: Extract<StepOutcome, { kind: 'failed' }>,
  ) {
    super(outcome.code, outcome.message, outcome.details === undefined ? {} : { details: outcome.details })
  }
}
