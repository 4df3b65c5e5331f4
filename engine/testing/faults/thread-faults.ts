import { setEnvironmentData } from 'node:worker_threads'
import { COMPILED_THREADS } from '../compiled-threads.ts'
import type { Fault } from './fault.ts'

/** What the thread that writes is told, under the name that its program is given. */
export interface ThreadOrders {
  readonly fault: Fault | null
  readonly dataFolder: string
  /** What is left in the data folder when the process is killed. */
  readonly remains: string
  readonly told: SharedArrayBuffer
}

/** What the thread tells, by place in what is shared with it. */
export const TOLD = { killed: 0, fired: 1, commits: 2, statements: 3 } as const

const PLACES = 4
let made = 0

/** Under this name a thread is told which of them are its own. */
export const OWN_NAME = 'own faults'

const programOf = (name: string): string => `
import { enableCompileCache } from 'node:module'
import { setEnvironmentData } from 'node:worker_threads'
enableCompileCache(${JSON.stringify(COMPILED_THREADS)})
setEnvironmentData(${JSON.stringify(OWN_NAME)}, ${JSON.stringify(name)})
await import(${JSON.stringify(new URL('./faulty-write-worker.ts', import.meta.url))})
`

/** The faults of one engine's thread that writes, seen from the thread that has it. */
export class ThreadFaults {
  /** Of the thread: instead of storage/writing/write-worker.ts. */
  readonly program: URL
  readonly #name = `faults ${++made}`
  readonly #told = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT))

  constructor(fault: Fault | null, { dataFolder, remains }: Pick<ThreadOrders, 'dataFolder' | 'remains'>) {
    setEnvironmentData(this.#name, { fault, dataFolder, remains, told: this.#told.buffer } satisfies ThreadOrders)
    this.program = new URL(`data:text/javascript,${encodeURIComponent(programOf(this.#name))}`)
  }

  /** No thread is started with these any more. */
  end(): void {
    setEnvironmentData(this.#name, undefined)
  }

  /** The thread has ended the process. */
  get killed(): boolean {
    return this.#get('killed') > 0
  }

  get fired(): boolean {
    return this.#get('fired') > 0
  }

  get commits(): number {
    return this.#get('commits')
  }

  get statements(): number {
    return this.#get('statements')
  }

  #get(what: keyof typeof TOLD): number {
    return Atomics.load(this.#told, TOLD[what])
  }
}
