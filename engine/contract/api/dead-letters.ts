import * as z from 'zod'
import { deadLetter, deadLetterFilter, deadLetterGroup, deadLetterStatus, MAX_LETTERS_AT_ONCE, replayReceipt } from '../dead-letter'
import { command, query } from '../define-api'
import { id } from '../json'

const letters = z.array(id).min(1).max(MAX_LETTERS_AT_ONCE)

export const deadLettersApi = {
  /** Newest first. `total` is how many match. */
  list: query()
    .input(z.object({ filter: deadLetterFilter.default({}), skip: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) }))
    .output(z.object({ items: z.array(deadLetter), total: z.int() })),
  /** Letters of a status by pipeline and shape, those with the newest letter first, 200 groups at most; `open` counts all open letters. */
  groups: query()
    .input(z.object({ status: deadLetterStatus.default('open'), pipelineId: id.optional() }))
    .output(z.object({ groups: z.array(deadLetterGroup), open: z.int() })),
  /**
   * Retries the runs of these letters, which are replayed then, with the other letters of these runs. Each run stands for
   * itself: what cannot be retried is named and left as it is. Letters that are not open any more are refused.
   */
  replay: command('run').input(z.object({ letterIds: letters })).output(replayReceipt),
  /** Nobody will do these again; those that are not open any more stay as they are. `dismissed` counts the others. */
  dismiss: command('run')
    .input(z.object({ letterIds: letters, reason: z.string().trim().min(1).max(1000) }))
    .output(z.object({ dismissed: z.int() })),
}
