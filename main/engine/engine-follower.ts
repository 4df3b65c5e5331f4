import { callFailure } from '../../engine/client/call-failure'
import type { EngineClient } from '../../engine/client/create-client'
import { connectMessagePort } from '../../engine/client/message-port'
import type { EngineEvent } from '../../engine/contract/events'
import type { EngineState } from '../../preload/contract'
import type { EngineSupervisor } from './supervisor'

/** A stream that ends although the engine lives is asked for again after so long (ms). */
const AGAIN_MS = 1000

export interface EngineFollowerParts {
  readonly supervisor: Pick<EngineSupervisor, 'connect' | 'onState'>
  /** The engine can be asked; what was heard before may be out of date. */
  attached(client: EngineClient): void
  heard(event: EngineEvent): void
  changed(state: EngineState): void
}

/** Follows the engine as a client of its contract, through all of its lives. */
export function followEngine({ supervisor, attached, heard, changed }: EngineFollowerParts): void {
  let life = new AbortController()

  async function follow(signal: AbortSignal): Promise<void> {
    const port = supervisor.connect()
    if (port === null) return
    const { client, close } = connectMessagePort(port)
    signal.addEventListener('abort', close, { once: true })
    try {
      let first = true
      for await (const events of await client.engine.watch({ showsNotices: true }, { signal })) {
        // From the first batch on nothing is missed.
        if (first) attached(client)
        first = false
        for (const event of events) heard(event)
      }
    } catch (thrown) {
      const { code, message } = callFailure(thrown)
      // That the engine went away is the supervisor's to tell.
      if (!signal.aborted && code !== 'engine_unavailable') console.error(`The desktop lost its link to the engine: ${message}`)
    }
    if (signal.aborted) return
    close()
    setTimeout(() => {
      if (!signal.aborted) void follow(signal)
    }, AGAIN_MS)
  }

  supervisor.onState((state) => {
    life.abort()
    life = new AbortController()
    changed(state)
    if (state.state === 'live') void follow(life.signal)
  })
}
