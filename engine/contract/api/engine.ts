import * as z from 'zod'
import { batches, query, stream } from '../define-api'
import { engineEvent, engineInfo, engineStatus } from '../events'

export const engineApi = {
  /** Which engine this is: compare its `protocol` with yours before anything else. */
  info: query().output(engineInfo),
  /** Its health, and how much is going on in runs and queues. */
  status: query().output(engineStatus),
  /** The state of the whole, now and at each change: hints about lists, and the numbers of the bottom line. */
  watch: stream()
    .input(z.object({ /** Whether the caller shows people what `notify` steps say. */ showsNotices: z.boolean().default(false) }).optional())
    .output(batches(engineEvent)),
}
