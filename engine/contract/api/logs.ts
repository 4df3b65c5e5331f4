import * as z from 'zod'
import { batches, query, stream } from '../define-api'
import { id } from '../json'
import { logLevel, placedLogLine } from '../log'

const filter = {
  /** Any part of a line, upper and lower case alike. */
  text: z.string().max(200).optional(),
  levels: z.array(logLevel).max(4).optional(),
  pipelineId: id.optional(),
}

export const logsApi = {
  /**
   * Lines of all runs, newest first. A call looks through a bounded part of the log: `before` says where to go on, and
   * is null when there is nothing older; `searchedTo` is the time that it has got to.
   */
  search: query()
    .input(z.object({ ...filter, before: z.int().min(1).optional(), limit: z.int().min(1).max(2000).default(500) }))
    .output(z.object({ lines: z.array(placedLogLine), before: z.int().nullable(), searchedTo: z.int().nullable(), newest: z.int() })),
  /** Each new line of any run that was written after `afterPlace` (`newest` of a search), without gap or repeat. */
  watch: stream()
    .input(z.object({ ...filter, afterPlace: z.int().min(0) }))
    .output(batches(placedLogLine)),
}
