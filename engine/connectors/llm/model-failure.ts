import type { ErrorCode } from '../../contract/errors'
import type { Json } from '../../contract/json'
import { EngineError } from '../../core/shared/engine-error'
import { isPassing } from '../egress/unwelcome-status'
import { retryAfterMs } from '../egress/retry-after'
import type { ReadyModel } from '../../ports/models'
import type { ProviderError } from './chat'
import { readProviderError } from './reply-json'

/** A call of a model that came to nothing. */
export class ModelFailure extends EngineError {
  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: Readonly<Record<string, Json>>; readonly cause?: unknown } = {},
    /** The provider asked to be left alone so long. */
    readonly retryAfterMs?: number,
  ) {
    super(code, message, options)
  }
}

export interface RefusedCall {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A status other than 200: busy and failing providers are `model_unavailable`, the rest is `model_refused`. */
export function refusedCall(model: ReadyModel, { status, headers, body }: RefusedCall, now: number): ModelFailure {
  const error = readProviderError(body) ?? { message: body.trimStart().startsWith('<') ? '' : body, type: '' }
  const passes = isPassing(status) && !isSpent(error)
  const where = `${hostOf(model)} answered with status ${status}${said(error, model)}`
  return failure(model, { passes, where, details: { status, type: scrubbed(error.type, model) } }, passes ? retryAfterMs(headers, now) : undefined)
}

const PASSING =
  /rate.?limit|overload|unavailable|capacity|too many requests|timeout|timed out|server.?error|internal|api_error|try again|terminated|\b(?:408|425|429|5\d\d)\b/i

/** An error in place of a reply, or in the middle of one. */
export function errorInReply(model: ReadyModel, error: ProviderError): ModelFailure {
  const passes = PASSING.test(`${error.type} ${error.message}`) && !isSpent(error)
  return failure(model, {
    passes,
    where: `${hostOf(model)} sent an error instead of a reply${said(error, model)}`,
    details: { type: scrubbed(error.type, model) },
  })
}

/** Money that is used up does not come back by waiting, though it comes with the status of a full line. */
const isSpent = ({ type, message }: ProviderError): boolean => /insufficient_quota|billing|credit balance/i.test(`${type} ${message}`)

interface Told {
  readonly passes: boolean
  readonly where: string
  readonly details: Readonly<Record<string, Json>>
}

function failure(model: ReadyModel, { passes, where, details }: Told, wish?: number): ModelFailure {
  return passes
    ? new ModelFailure('model_unavailable', `The model "${model.name}" is not available now: ${where}`, { details }, wish)
    : new ModelFailure('model_refused', `The model "${model.name}" was refused: ${where}`, { details })
}

/** Cut only far behind what is shown, so that half a secret at this cut is never seen. */
const MAX_SAID = 128 * 1024
const MAX_SHOWN = 4000

/** The failure's message for people: masked, then on one line and no longer than may be. */
export function wordsOf({ message }: ModelFailure, mask: (text: string) => string): string {
  const words = mask(message).replace(/\s+/g, ' ')
  return words.length > MAX_SHOWN ? `${words.slice(0, MAX_SHOWN)}…` : words
}

function said({ message }: ProviderError, model: ReadyModel): string {
  const words = scrubbed(message, model).trim()
  return words === '' ? '.' : `: ${words.length > MAX_SAID ? `${words.slice(0, MAX_SAID)}…` : words}`
}

/** Some providers repeat the key that they refuse. */
const scrubbed = (text: string, { key }: ReadyModel): string => (key === null || key === '' ? text : text.replaceAll(key, '•••'))

export const hostOf = ({ baseUrl }: ReadyModel): string => new URL(baseUrl).host
