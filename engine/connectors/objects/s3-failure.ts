import type { StepOutcome } from '../../ports/step-kind'
import { EngineError } from '../../core/shared/engine-error'
import type { EgressReply } from '../egress/egress'
import { readSome } from '../egress/read-all'
import { type Telling, unwelcomeStatus } from '../egress/unwelcome-status'
import { readS3Xml } from './s3-xml'

type Failure = Extract<StepOutcome, { kind: 'failed' }>

const FAILURE_BYTES = 64 * 1024

/** A refusal of a store, as the step that asked for it ends. */
export class S3Failure extends EngineError {
  readonly outcome: Failure

  constructor(outcome: Failure) {
    super(outcome.code, outcome.message, outcome.details === undefined ? {} : { details: outcome.details })
    this.outcome = outcome
  }
}

/** What a store said of itself: `NoSuchKey`, and a sentence. */
export interface S3Refusal {
  readonly code: string
  readonly failure: S3Failure
}

export async function readRefusal(reply: EgressReply, telling: Telling): Promise<S3Refusal> {
  const { texts } = await readS3Xml(await readSome(reply.body, FAILURE_BYTES))
  return refusalOf(reply, texts, telling)
}

/** Some answers fail after they have begun with status 200. */
export function refusalOf(reply: EgressReply, texts: ReadonlyMap<string, string>, telling: Telling): S3Refusal {
  const code = texts.get('Code') ?? ''
  const body = [code, texts.get('Message') ?? ''].filter((part) => part !== '').join(': ')
  const status = reply.status === 200 ? 500 : reply.status
  const failure = unwelcomeStatus({ host: new URL(reply.url).host, status, headers: reply.headers, body: `${body}${hint(status, code)}` }, telling)
  return { code, failure: new S3Failure(failure) }
}

function hint(status: number, code: string): string {
  if (status === 301 || status === 307 || code === 'AuthorizationHeaderMalformed') return ' Check the region and the endpoint.'
  if (code === 'RequestTimeTooSkewed') return " Check this machine's clock."
  return ''
}
