import { realpath } from 'node:fs/promises'
import { connect } from 'node:net'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { createEngineClient } from '../../client/create-client'
import { PROTOCOL } from '../../contract/events'
import { EngineError } from '../../core/shared/engine-error'
import { socketPath } from '../../host/data-folder'
import type { EngineLink } from './engine-link'
import { SocketTarget } from './socket-target'

const CONNECT_MS = 2000

/** Talks to the process that owns the data folder; null when none does. Throws `protocol_mismatch`. */
export async function attach(dataFolder: string): Promise<EngineLink | null> {
  // The owner made its socket's name from the real path.
  const folder = await realpath(dataFolder).catch(() => null)
  const socket = folder === null ? null : await openSocket(socketPath(folder))
  if (socket === null) return null
  const lost = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const isLost = () => socket.readyState !== WebSocket.OPEN
  const client = createEngineClient(new RPCLink({ websocket: new SocketTarget(socket) }))
  const link: EngineLink = {
    client,
    owner: 'command',
    doubt: null,
    lost,
    isLost,
    async close() {
      // Every answer that matters has come; an engine that hangs must not hold the command up.
      socket.terminate()
      await lost
    },
  }
  try {
    const { protocol, version, runtime } = await client.engine.info()
    if (protocol === PROTOCOL) return { ...link, owner: runtime.startsWith('Electron') ? 'app' : 'command' }
    throw otherProtocol(dataFolder, version)
  } catch (thrown) {
    // It went away while it was asked: as good as never there.
    if (isLost()) return null
    await link.close()
    throw thrown
  }
}

function openSocket(path: string): Promise<WebSocket | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket('ws://signalbox/', { createConnection: () => connect(path), handshakeTimeout: CONNECT_MS, perMessageDeflate: false })
    socket.once('open', () => resolve(socket))
    // Also afterwards: an error is followed by `close`, which says all that matters.
    socket.on('error', () => resolve(null))
  })
}

const otherProtocol = (dataFolder: string, version: string): EngineError =>
  new EngineError(
    'protocol_mismatch',
    `The data folder ${dataFolder} is in use by Signalbox ${version}, which speaks another protocol. Bring both to the same version, or close that one.`,
  )
