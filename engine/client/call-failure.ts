import { ORPCError } from '@orpc/client'
import type { ErrorData } from '../contract/define-api'
import type { Problem } from '../contract/pipeline'

/** Why a call did not give what it should, ready to be shown. */
export interface CallFailure {
  /** A code of the contract's table, or what an older or newer engine calls it. */
  readonly code: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>> | undefined
  /** With `pipeline_invalid` and `input_invalid`. */
  readonly problems?: readonly Problem[] | undefined
}

/** Anything that a call threw, as a sentence with a code. A dead link counts as `engine_unavailable`. */
export function callFailure(thrown: unknown): CallFailure {
  if (thrown instanceof ORPCError) {
    const sent: unknown = thrown.data
    const { details, problems } = isErrorData(sent) ? sent : {}
    return {
      code: String(thrown.code),
      message: thrown.message,
      ...(details === undefined ? {} : { details }),
      ...(problems === undefined ? {} : { problems }),
    }
  }
  if (thrown instanceof Error && (thrown.name === 'AbortError' || /not open|closed/i.test(thrown.message))) {
    return { code: 'engine_unavailable', message: 'The engine went away before it answered.' }
  }
  return { code: 'unexpected', message: thrown instanceof Error ? thrown.message : String(thrown) }
}

// The engine sends what the contract says; only the outline is looked at, so that a newer engine's extra fields do no harm.
const isErrorData = (data: unknown): data is ErrorData =>
  typeof data === 'object' && data !== null && (!('problems' in data) || data.problems === undefined || Array.isArray(data.problems))
