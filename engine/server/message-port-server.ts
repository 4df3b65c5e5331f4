import type { SupportedMessagePort } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { CallContext } from './context'
import { router } from './handlers'

/** A port of a page, of a worker thread or of Electron; Electron's and Node's wait for `start`. */
export type MessagePortLike = SupportedMessagePort & { start?(): void }

/** Serves the contract on ports handed over by whoever owns them. Closing a port ends its calls and streams. */
export function createPortServer(context: CallContext): { connect(port: MessagePortLike): void } {
  const handler = new RPCHandler(router)
  return {
    connect(port) {
      handler.upgrade(port, { context })
      port.start?.()
    },
  }
}
