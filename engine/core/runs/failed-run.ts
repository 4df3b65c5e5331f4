import type { ErrorInfo } from '../../contract/errors'

/** What a run says that failed with a step: that step's own sentence, and its name before it where the sentence does not tell it. */
export function runErrorOf(stepId: string, error: ErrorInfo | null): ErrorInfo {
  const message = error?.message ?? 'no reason was given'
  return {
    code: error?.code ?? 'step_failed',
    message: namesStep(message, stepId) ? message : `Step "${stepId}" failed: ${message}`,
    details: { step: stepId },
  }
}

/** Whether a step's own sentence tells which step it is of: what follows a colon was said by others, of steps of theirs. */
export const namesStep = (message: string, stepId: string): boolean => message.replace(/:[^]*/, '').toLowerCase().includes(`step "${stepId}"`.toLowerCase())
