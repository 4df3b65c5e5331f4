import { defineQuery } from '../../engine/define-query'

/** Every queue and lane, with who is in it. */
export const listQueues = defineQuery((client, _: 'all', signal) => client.queues.list(undefined, { signal }))
