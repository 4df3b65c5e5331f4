import { callFailure, type CallFailure } from '../client/call-failure'
import { EngineError } from '../core/shared/engine-error'
import { visible } from './show/visible'

/** Anything a command threw: by the engine in this process, or over its socket. */
export function toFailure(thrown: unknown): CallFailure {
  if (!(thrown instanceof EngineError)) return callFailure(thrown)
  const { code, message, details, problems } = thrown
  return { code, message, details, ...(problems !== undefined && { problems }) }
}

/** One line for people, with the code for scripts. */
export const failureLine = ({ code, message }: Pick<CallFailure, 'code' | 'message'>): string => `${visible(message)} [${code}]`
