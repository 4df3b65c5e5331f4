import { toEngineError } from '../../engine/core/shared/engine-error'
import { createEngine, type Engine } from '../../engine/host/create-engine'
import { mendDataFolder } from '../../engine/host/mend-data-folder'
import { type EngineMending, type EngineProcessConfig, type FromEngine, type FromMending, toEngine } from './messages'

// The engine's own process. Main says where to work and hands over the ports on which to serve the contract.

const tell = (message: FromEngine | FromMending) => process.parentPort.postMessage(message)

/** Null until `start`, and in the end when no engine could be made. */
let making: Promise<Engine | null> = Promise.resolve(null)

async function start(config: EngineProcessConfig): Promise<Engine | null> {
  try {
    const engine = await createEngine(config)
    tell({ type: 'ready' })
    return engine
  } catch (error) {
    console.error(error)
    // Main ends this process when it has read why: ending it here could lose the message.
    tell({ type: 'failed', error: toEngineError(error).toInfo() })
    return null
  }
}

async function mend({ dataFolder, minimumSqlite }: EngineProcessConfig, mending: EngineMending): Promise<void> {
  try {
    tell({ type: 'mended', words: await mendDataFolder({ dataFolder, mending, minimumSqlite, now: Date.now() }) })
  } catch (error) {
    console.error(error)
    tell({ type: 'failed', error: toEngineError(error).toInfo() })
  }
}

async function hear({ data, ports }: Electron.MessageEvent): Promise<void> {
  const message = toEngine.parse(data)
  switch (message.type) {
    case 'start':
      making = start(message.config)
      return
    case 'mend':
      await mend(message.config, message.mending)
      return
    case 'port': {
      const engine = await making
      const port = ports[0]
      if (port !== undefined) engine?.connect(port)
      return
    }
    case 'pulse':
      tell({ type: 'alive' })
      return
    case 'stop': {
      const engine = await making
      await engine?.stop()
      process.exit(0)
    }
  }
}

process.parentPort.on('message', (message) => {
  hear(message).catch((error: unknown) => {
    // Main starts another process; whatever state this one is in, it must not go on.
    console.error(error)
    process.exit(1)
  })
})
