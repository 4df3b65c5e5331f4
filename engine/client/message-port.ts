import { RPCLink } from '@orpc/client/message-port'
import { createEngineClient, type EngineConnection } from './create-client'

/**
 * Talks over a port that was handed to this page. A runtime older than Chromium 122 does not report that the other side
 * of a port has gone: who hands out ports must say so, too.
 */
export function connectMessagePort(port: MessagePort): EngineConnection {
  let settle: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    settle = resolve
  })
  port.addEventListener('close', () => settle())
  const client = createEngineClient(new RPCLink({ port }))
  // The link listens with addEventListener; without start() nothing would ever arrive.
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
