import { createORPCClient } from '@orpc/client'
import type { ClientLink } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Api } from '../contract/api'

/** Every call of the contract, typed: `client.runs.start({ … })`. Calls take `{ signal }` as their second argument. */
export type EngineClient = ContractRouterClient<Api>

/** One link to one engine. It does not come back by itself: a lost one is replaced by a new one. */
export interface EngineConnection {
  readonly client: EngineClient
  /** Settles when the other side has gone or `close` was called; never rejects. */
  readonly closed: Promise<void>
  close(): void
}

export const createEngineClient = (link: ClientLink<Record<never, never>>): EngineClient => createORPCClient<EngineClient>(link)
