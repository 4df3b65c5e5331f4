import type { EngineEvent } from '../../../engine/contract/events'
import { defineQuery } from '../../engine/define-query'

export const PAGE = 100

export const onApprovals = (hint: EngineEvent): boolean => hint.type === 'approvals.changed'

export const listApprovals = defineQuery((client, { state, skip }: { readonly state: 'open' | 'answered'; readonly skip: number }, signal) =>
  client.approvals.list({ filter: { state }, skip, limit: PAGE }, { signal }),
)

export const getApproval = defineQuery((client, approvalId: string, signal) => client.approvals.get({ approvalId }, { signal }))

/** How many wait for an answer. */
export const countOpen = defineQuery(async (client, _: 'all', signal) => (await client.approvals.list({ filter: { state: 'open' }, limit: 1 }, { signal })).total)
