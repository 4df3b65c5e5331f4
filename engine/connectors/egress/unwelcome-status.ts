import type { StepOutcome } from '../../ports/step-kind'
import { retryAfterMs } from './retry-after'

type Failure = Extract<StepOutcome, { kind: 'failed' }>

/** Trying again later may help: the other side is busy, or failed itself. */
export const isPassing = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

/** Of a body that comes with a failure. */
const SHOWN_CHARACTERS = 2000

export interface UnwelcomeReply {
  readonly host: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Telling {
  /** Epoch ms. */
  now(): number
  /** As in `StepContext`. */
  mask(text: string): string
}

/** What a status that was not hoped for means: `http_unavailable`, to be tried again, or `http_failed`. */
export function unwelcomeStatus({ host, status, headers, body: whole }: UnwelcomeReply, telling: Telling): Failure {
  // A server may send back what it was sent: masked before anything is cut or put on one line.
  const body = telling.mask(whole)
  const passing = isPassing(status)
  const wish = passing ? retryAfterMs(headers, telling.now()) : undefined
  const said = firstWords(body)
  return {
    kind: 'failed',
    code: passing ? 'http_unavailable' : 'http_failed',
    message: `${host} answered with status ${status}${said === '' ? '' : `: ${said}`}`,
    retryable: passing,
    details: { status, body: body.length > SHOWN_CHARACTERS ? `${body.slice(0, SHOWN_CHARACTERS)}…` : body },
    ...(wish !== undefined && { retryAfterMs: wish }),
  }
}

/** Of a page in HTML nothing is told: its markup is no sentence. */
function firstWords(body: string): string {
  const line = body.trim().replace(/\s+/g, ' ')
  return line.startsWith('<') ? '' : line.length > 200 ? `${line.slice(0, 200)}…` : line
}
