import * as z from 'zod'
import { command, query } from '../define-api'
import { laneState, queueName, queueSetting, queueState } from '../queue'

export const queuesApi = {
  /** Every queue with who is in it, and every lane that is limited, in use or waited for. */
  list: query().output(z.object({ queues: z.array(queueState), lanes: z.array(laneState) })),
  /** Adds a queue, or changes how many of its attempts run at the same time: at once, and what runs goes on. */
  save: command('admin').input(queueSetting).output(queueSetting),
  /**
   * Throws `queue_not_found`, `queue_in_use` while attempts are in it or the current version of a pipeline names it, and
   * `request_invalid` for those that are always there.
   */
  remove: command('admin')
    .input(z.object({ name: queueName }))
    .output(z.object({ removed: z.literal(true) })),
}
