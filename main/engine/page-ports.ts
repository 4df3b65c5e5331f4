import type { WebContents } from 'electron'
import { CHANNELS } from '../../preload/contract'
import type { EngineSupervisor } from './supervisor'

/** Gives every page that asked a port to the engine: at once when it is live, and again at each new life. */
export class PagePorts {
  readonly #pages = new Set<WebContents>()

  constructor(readonly supervisor: EngineSupervisor) {
    supervisor.onState((state) => {
      for (const page of this.#pages) {
        // A page that crashed asks again when it is back.
        if (page.isCrashed()) continue
        page.send(CHANNELS.engineState, state)
        this.#give(page)
      }
    })
  }

  /** A page that is loaded anew asks anew: the port it had went with its document. */
  ask(page: WebContents): void {
    if (!this.#pages.has(page)) {
      this.#pages.add(page)
      page.once('destroyed', () => this.#pages.delete(page))
    }
    this.#give(page)
  }

  #give(page: WebContents): void {
    const port = this.supervisor.connect()
    if (port !== null) page.mainFrame.postMessage(CHANNELS.enginePort, this.supervisor.state, [port])
  }
}
