import { callFailure } from '../../engine/client/call-failure'
import type { EngineClient } from '../../engine/client/create-client'
import type { EngineEvent, EngineStatus } from '../../engine/contract/events'
import type { Run, RunFilter } from '../../engine/contract/run'
import { AT_WORK } from './runs-at-work'

/** Lists are read again no more often than this (ms), however much changes. */
const READ_EVERY_MS = 500
const SHOWN = 5

export interface Work {
  /** Null before the engine has told it. */
  readonly status: EngineStatus | null
  /** The newest runs at work, and the newest that failed. */
  readonly atWork: readonly Run[]
  readonly failed: readonly Run[]
}

const NOTHING: Work = { status: null, atWork: [], failed: [] }

/** What the desktop knows of the engine's work, read anew when the engine hints at a change. */
export class WorkBoard {
  readonly #changed: () => void
  #client: EngineClient | null = null
  #timer: NodeJS.Timeout | null = null
  #readings = 0
  #work = NOTHING

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get work(): Work {
    return this.#work
  }

  attach(client: EngineClient): void {
    this.#client = client
    this.#readSoon()
  }

  /** The engine is gone. What was known of its work stands until it is back: it goes on then. */
  detach(): void {
    this.#client = null
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  hear(event: EngineEvent): void {
    if (event.type === 'runs.changed') this.#readSoon()
    if (event.type === 'status') this.#set({ ...this.#work, status: event.status })
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => void this.#read(), READ_EVERY_MS)
  }

  async #read(): Promise<void> {
    this.#timer = null
    const client = this.#client
    if (client === null) return
    const reading = ++this.#readings
    const list = async (statuses: RunFilter['statuses']) => (await client.runs.list({ filter: { statuses }, limit: SHOWN })).items
    try {
      const [atWork, failed] = await Promise.all([list([...AT_WORK]), list(['failed'])])
      if (client === this.#client && reading === this.#readings) this.#set({ ...this.#work, atWork, failed })
    } catch (thrown) {
      if (client === this.#client) console.error(`The desktop couldn't read the list of runs: ${callFailure(thrown).message}`)
    }
  }

  #set(work: Work): void {
    this.#work = work
    this.#changed()
  }
}
