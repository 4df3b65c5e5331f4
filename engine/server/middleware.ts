import { ValidationError } from '@orpc/contract'
import { implement, ORPCError } from '@orpc/server'
import { api } from '../contract/api'
import type { ErrorData } from '../contract/define-api'
import { ERRORS } from '../contract/errors'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { CallContext } from './context'

/** Findings told in one sentence. */
const MAX_FINDINGS = 5

/** An engine error as the wire carries it: the contract's code and status, the sentence, the problems. */
export function toWireError(thrown: unknown): Error {
  const error = thrown instanceof ORPCError ? refusedByOrpc(thrown) : toEngineError(thrown)
  const data: ErrorData = {
    ...(error.details !== undefined && { details: { ...error.details } }),
    ...(error.problems !== undefined && { problems: [...error.problems] }),
  }
  return new ORPCError(error.code, { status: ERRORS[error.code].status, message: error.message, data, defined: true, cause: error })
}

export const engineStopping = (cause?: unknown): EngineError => new EngineError('engine_stopping', 'The engine is closing. What was confirmed is kept; ask again when it is back.', { cause })

/** What oRPC itself throws: input that the schemas refuse, and what only a bug of ours can be. */
function refusedByOrpc(thrown: Error): EngineError {
  const { cause } = thrown
  if (!(cause instanceof ValidationError) || !('status' in thrown) || thrown.status !== ERRORS.request_invalid.status) return new EngineError('unexpected', thrown.message, { cause: thrown })
  const findings = cause.issues.slice(0, MAX_FINDINGS).map(({ path, message }) => ({ field: path === undefined ? 'input' : path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'), message }))
  const sentence = findings.map(({ field, message }) => `${field}: ${message}`).join('; ')
  return new EngineError('request_invalid', `The request does not have the shape that is asked for. ${sentence}`, {
    cause: thrown,
    details: { fields: Object.fromEntries(findings.map(({ field, message }) => [field, message])) },
  })
}

/** Every call goes through here: is it allowed, and what is a failure called on the wire. */
export const contract = implement(api)
  .$context<CallContext>()
  .use(async ({ context, procedure, next }) => {
    const { permission } = procedure['~orpc'].meta
    try {
      if (context.services.stopping.aborted) throw engineStopping()
      if (!context.permissions.has(permission)) throw new EngineError('forbidden', `Your role does not allow this; it needs the permission "${permission}".`)
      return await next()
    } catch (thrown) {
      throw toWireError(context.services.stopping.aborted ? engineStopping(thrown) : thrown)
    }
  })
