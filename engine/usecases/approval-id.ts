import { createHash } from 'node:crypto'

/** An attempt asks one question at most, so the question's id follows from the attempt's: a UUID (version 8) made from it. */
export function approvalIdOf(stepRunId: string, attempt: number): string {
  const hash = createHash('sha256').update(`${stepRunId} ${attempt}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
