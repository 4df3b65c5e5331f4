import { realpath } from 'node:fs/promises'
import { connect } from 'node:net'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { createEngineClient } from '../../client/create-client'
import { PROTOCOL } from '../../contract/events'
import { EngineError } from '../../core/shared/engine-error'
import { socketPath } from '../../host/data-folder'
import type { EngineLink } from './engine-link'
import { OwnerPatience } from './owner-patience'
import { endWhenSilent } from './pulse'
import { SocketTarget } from './socket-target'

/**
 * Talks to the process that owns the data folder; null when none listens there. Throws `protocol_mismatch`, and
 * `data_folder_in_use` when it does not answer.
 */
export async function attach(dataFolder: string, patience = new OwnerPatience(dataFolder, () => undefined)): Promise<EngineLink | null> {
  // The owner made its socket's name from the real path.
  const folder = await realpath(dataFolder).catch(() => null)
  const socket = folder === null ? null : await openSocket(socketPath(folder), patience)
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
    const { protocol, version, runtime } = await patience.answered(client.engine.info())
    if (protocol !== PROTOCOL) throw otherProtocol(dataFolder, version)
    endWhenSilent(socket, patience.beatMs)
    return { ...link, owner: runtime.startsWith('Electron') ? 'app' : 'command' }
  } catch (thrown) {
    // It went away while it was asked: as good as never there.
    if (isLost()) return null
    await link.close()
    throw thrown
  }
}

async function openSocket(path: string, patience: OwnerPatience): Promise<WebSocket | null> {
  const socket = new WebSocket('ws://signalbox/', { createConnection: () => connect(path), perMessageDeflate: false })
  const opened = new Promise<WebSocket | null>((resolve) => {
    socket.once('open', () => resolve(socket))
    // Also afterwards: an error is followed by `close`, which says all that matters.
    socket.on('error', () => resolve(null))
  })
  try {
    return await patience.answered(opened)
  } catch (thrown) {
    socket.terminate()
    throw thrown
  }
}

const otherProtocol = (dataFolder: string, version: string): EngineError =>
  new EngineError(
    'protocol_mismatch',
    `The data folder ${dataFolder} is in use by Signalbox ${version}, which speaks another protocol. Bring both to the same version, or close that one.`,
  )
