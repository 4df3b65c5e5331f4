import { createRouterClient } from '@orpc/server'
import type { CallContext } from './context'
import { router } from './handlers'

/** The contract without a transport: the same checks, nothing serialised. */
export const createInProcessClient = (context: CallContext) => createRouterClient(router, { context })
