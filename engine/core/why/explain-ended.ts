import type { ErrorInfo } from '../../contract/errors'
import type { RunStatus } from '../../contract/run-status'
import type { Why } from '../../contract/why'
import { spanInWords } from './span-in-words'

/** What is known of a run that has ended. */
export interface EndedFacts {
  readonly now: number
  readonly status: RunStatus
  readonly finishedAt: number
  /** Of a failed run: what it failed of. Of a cancelled one: why nobody asked for that. */
  readonly error: ErrorInfo | null
  /** The step run that failed first. */
  readonly failedStep: string | null
}

/** How, when and of what a run has ended: it waits for nothing any more. */
export function explainEnded({ now, status, finishedAt, error, failedStep }: EndedFacts): Why {
  const how = `${status === 'cancelled' ? 'It was cancelled' : `It ${status}`} ${spanInWords(now - finishedAt)} ago`
  const message = error === null ? `${how}.` : `${how}: ${error.message.replace(/\.?$/, '.')}`
  return { reason: 'ended', message, stepRunId: failedStep, since: finishedAt, until: null, action: null }
}
