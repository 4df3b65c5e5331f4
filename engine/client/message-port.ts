import { onMessagePortClose, RPCLink, type SupportedMessagePort } from '@orpc/client/message-port'
import { createEngineClient, type EngineConnection } from './create-client'
import { tellTaken } from './tell-taken'

/** A port of a page, or of Electron's main process. */
export type ClientPort = SupportedMessagePort & { start(): void; close(): void }

/**
 * Talks over a port that was handed to this page or process. A runtime older than Chromium 122 does not report that the
 * other side of a page's port has gone: who hands out ports must say so, too.
 */
export function connectMessagePort(port: ClientPort): EngineConnection {
  let settle: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    settle = resolve
  })
  onMessagePortClose(port, () => settle())
  const client = createEngineClient(new RPCLink({ port }))
  tellTaken(port)
  // The link only listens; without start() nothing would ever arrive.
  port.start()
  return {
    client,
    closed,
    close: () => {
      port.close()
      settle()
    },
  }
}
