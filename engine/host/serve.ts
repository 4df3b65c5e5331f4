import { LISTENS_AT, openHttpServer, type ConnectionLimits } from '../server/http-server'
import { readStaticFiles } from '../server/http/static-files'
import { createEngine, type Engine, type EngineConfig } from './create-engine'
import { prepareDataFolder } from './data-folder'
import { serverToken } from './server-token'
import { systemClock } from './system'

export interface ServeConfig extends EngineConfig {
  /** 0: any that is free. */
  readonly port: number
  /** The built page. */
  readonly pageFolder: string
  /** How often a connection is asked whether it is still there (ms); only for tests. */
  readonly pulseMs?: number | undefined
  /** Only for tests. */
  readonly limits?: Partial<ConnectionLimits> | undefined
}

export interface RunningServer {
  readonly engine: Engine
  /** `http://127.0.0.1:4477`. */
  readonly address: string
  readonly token: string
  /** Gives work `graceMs` to end, tells every page that the engine closes, and closes everything. Idempotent. */
  stop(graceMs?: number): Promise<void>
}

/**
 * An engine that owns its data folder and shows itself to browsers of this computer.
 * Throws what `createEngine` throws, `address_in_use`, and `file_not_found` when there is no page; nothing is left open then.
 */
export async function serve({ port, pageFolder, pulseMs, limits, ...config }: ServeConfig): Promise<RunningServer> {
  const dataFolder = await prepareDataFolder(config.dataFolder)
  const [files, token] = await Promise.all([readStaticFiles(pageFolder), serverToken(dataFolder)])
  // The port before the engine: one that is taken must not begin any work, only to hand it back.
  const http = await openHttpServer({ port, files, token, now: () => systemClock.now(), pulseMs, limits })
  try {
    const engine = await createEngine({ ...config, dataFolder, ownAddresses: [{ host: LISTENS_AT, port: http.port }] })
    http.attach(engine.context)
    let stopped: Promise<void> | null = null
    const stop = async (graceMs?: number) => {
      // Pages hear from the engine itself that it closes, before their connection ends.
      await engine.stop(graceMs)
      await http.close()
    }
    return { engine, address: `http://${LISTENS_AT}:${http.port}`, token, stop: (graceMs) => (stopped ??= stop(graceMs)) }
  } catch (thrown) {
    await http.close()
    throw thrown
  }
}
