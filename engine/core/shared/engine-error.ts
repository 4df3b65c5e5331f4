import type { ErrorCode, ErrorInfo } from '../../contract/errors'
import { ERRORS, isErrorCode } from '../../contract/errors'
import type { Json } from '../../contract/json'
import type { Problem } from '../../contract/pipeline'

export interface EngineErrorOptions {
  readonly details?: Readonly<Record<string, Json>>
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

/** The one class that the engine throws. The code is stable; the message is a sentence for people. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly details: Readonly<Record<string, Json>> | undefined
  readonly problems: readonly Problem[] | undefined

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: EngineErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.details = options.details
    this.problems = options.problems
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable
  }

  toInfo(): ErrorInfo {
    const message = clip(this.message)
    return this.details === undefined ? { code: this.code, message } : { code: this.code, message, details: { ...this.details } }
  }
}

/** Lists carry messages: one that a step made longer is cut, and says so. */
const MAX_MESSAGE = 8000

export const clip = (message: string): string => (message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE)} … (${message.length - MAX_MESSAGE} more characters were cut)`)

/** Anything thrown, as an EngineError: what is not one of ours becomes `unexpected` and keeps its cause. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown
  if (thrown instanceof Error) {
    const code = 'code' in thrown && typeof thrown.code === 'string' && isErrorCode(thrown.code) ? thrown.code : 'unexpected'
    return new EngineError(code, thrown.message, { cause: thrown })
  }
  return new EngineError('unexpected', String(thrown), { cause: thrown })
}
