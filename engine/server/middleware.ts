import { implement, ORPCError } from '@orpc/server'
import { api } from '../contract/api'
import type { ErrorData } from '../contract/define-api'
import { ERRORS } from '../contract/errors'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { CallContext } from './context'

/** An engine error as the wire carries it: the contract's code and status, the sentence, the problems. */
export function toWireError(thrown: unknown): Error {
  // Input that the schemas refuse arrives as oRPC's own error; it keeps its issues.
  if (thrown instanceof ORPCError) return thrown
  const error = toEngineError(thrown)
  const data: ErrorData = {
    ...(error.details !== undefined && { details: { ...error.details } }),
    ...(error.problems !== undefined && { problems: [...error.problems] }),
  }
  return new ORPCError(error.code, { status: ERRORS[error.code].status, message: error.message, data, defined: true, cause: error })
}

/** Every call goes through here: is it allowed, and what is a failure called on the wire. */
export const contract = implement(api)
  .$context<CallContext>()
  .use(async ({ context, procedure, next }) => {
    const { permission } = procedure['~orpc'].meta
    try {
      if (!context.permissions.has(permission)) throw new EngineError('forbidden', `Your role does not allow this; it needs the permission "${permission}".`)
      return await next()
    } catch (thrown) {
      throw toWireError(thrown)
    }
  })
