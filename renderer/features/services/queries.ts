import { defineQuery } from '../../engine/define-query'

export const listServices = defineQuery((client, _: 'all', signal) => client.services.list(undefined, { signal }))

export const listSecrets = defineQuery((client, _: 'all', signal) => client.secrets.list(undefined, { signal }))

/** Who holds places, and who waits for one. */
export const listLanes = defineQuery(async (client, _: 'all', signal) => (await client.queues.list(undefined, { signal })).lanes)
