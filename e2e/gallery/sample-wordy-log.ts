import type { LogLine } from '../../engine/contract/log'
import type { Run } from '../../engine/contract/run'
import { sampleId, SPACES } from './sample-ids'

/** The number of a run, over long since, that wrote more than anyone reads. */
export const WORDY_RUN = 400
export const WORDY_LINES = 100_000

let written: readonly LogLine[] | null = null

/** Its log: lines of many kinds, all within the first moments of the run. */
export function wordyLog({ startedAt, createdAt }: Run): readonly LogLine[] {
  written ??= Array.from({ length: WORDY_LINES }, (_, n): LogLine => {
    const level = n % 97 === 5 ? 'error' : n % 31 === 3 ? 'warn' : n % 4 === 1 ? 'debug' : 'info'
    const text =
      n % 11 === 4
        ? JSON.stringify({ event: 'page', number: n, words: ['harbour', 'ledger', 'breakwater'], size: { bytes: n * 7 } })
        : n % 7 === 2
          ? `\u001b[32mok\u001b[0m page ${n} of ${WORDY_LINES}, \u001b[1m${(n * 37) % 4000}\u001b[0m words`
          : `read page ${n} and kept ${n % 12} of its paragraphs${n % 5 === 0 ? '; the others repeat the appendix, which was read before and is not kept a second time' : ''}`
    return {
      seq: n + 1,
      at: (startedAt ?? createdAt) + Math.floor(n / 2000),
      stepRunId: sampleId(SPACES.stepRun, n % 5),
      stepId: ['collect', 'parse', 'summarise', 'check', 'report'][n % 5] ?? 'collect',
      itemIndex: n % 5 === 1 ? n % 52 : null,
      attempt: 1,
      level,
      text,
    }
  })
  return written
}
