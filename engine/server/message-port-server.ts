import { onMessagePortClose, onMessagePortMessage, type SupportedMessagePort } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/websocket'
import type { CallContext } from './context'
import { router } from './handlers'
import { PortPace } from './port-pace'

/** A port of a page, of a worker thread or of Electron; Electron's and Node's wait for `start`. */
export type MessagePortLike = SupportedMessagePort & { start?(): void }

/**
 * Serves the contract on ports handed over by whoever owns them. Closing a port ends its calls and streams; one that is
 * not read makes them wait. What is no message of a client gets no answer, and does no harm to anyone.
 */
export function createPortServer(context: CallContext): { connect(port: MessagePortLike): void } {
  // oRPC's own handler for ports leaves a message that it cannot read to the process, which would end; this one, which
  // speaks the same, hands its failure back.
  let made: RPCHandler<CallContext> | null = null
  return {
    connect(port) {
      const handler = (made ??= new RPCHandler(router))
      const pace = new PortPace()
      // The handler awaits what `send` gives, though its type does not say so: a stream to whoever does not read stands still.
      const send: (message: unknown) => unknown = (message) => {
        port.postMessage(message)
        return pace.sent(message)
      }
      const peer = { send, addEventListener: () => undefined }
      onMessagePortMessage(port, (message: unknown) => {
        // Clients send text alone. A number would be taken for the size of a buffer to be made.
        if (typeof message === 'string') handler.message(peer, message, { context }).catch(() => undefined)
        else pace.hear(message)
      })
      onMessagePortClose(port, () => {
        handler.close(peer)
        pace.end()
      })
      port.start?.()
    },
  }
}
