import * as z from 'zod'
import type { EngineClient } from '../../client/create-client'
import { createEngine, type Engine } from '../../host/create-engine'
import type { StepKind } from '../../ports/step-kind'
import { ledgerKind } from '../torture/ledger'
import { FaultyDriver, Killed } from './faulty-driver'
import type { Fault } from './fault'
import { keepRemains } from './remains'
import type { LifeClock, RigClock } from './rig-clock'
import { ThreadFaults } from './thread-faults'

export interface LifeOptions {
  readonly dataFolder: string
  /** Where the calls of its steps are written down. */
  readonly ledgerFile: string
  /** What is left in the data folder when the process is killed. */
  readonly remains: string
  readonly clock: RigClock
  readonly fault: Fault | null
  /** A thread of its own writes. */
  readonly hasThread: boolean
  /** Looks at the moments before and after each of its commits, counted from 1, that no fault hits. */
  readonly look?: ((when: 'before' | 'after', commit: number) => void) | undefined
}

/** One engine from its start to its end, which may come in the middle of everything. */
export class Life {
  readonly driver: FaultyDriver
  /** Null when the engine's own thread writes. */
  readonly thread: ThreadFaults | null
  readonly clock: LifeClock
  readonly #options: LifeOptions
  readonly #over = new AbortController()
  #dead = false
  #engine: Promise<Engine> | null = null
  readonly #closing: (() => Promise<void> | void)[] = []

  constructor(options: LifeOptions) {
    this.#options = options
    this.clock = options.clock.life()
    const { fault, hasThread, look } = options
    const ofThread = fault?.in === 'thread'
    this.thread = hasThread ? new ThreadFaults(ofThread ? fault : null, options) : null
    this.driver = new FaultyDriver(ofThread ? null : fault, {
      kill: () => this.#die(),
      stop: (graceMs) => this.#stop(graceMs),
      isKilled: () => this.thread?.killed === true,
      passes: (when, commits) => commits && look?.(when, this.driver.commits),
    })
  }

  /** It was killed: what it left lies where the remains are to lie. */
  get dead(): boolean {
    return this.#dead || this.thread?.killed === true
  }

  get fired(): boolean {
    return this.driver.fired || this.thread?.fired === true
  }

  /** It was killed, or has ended by itself. */
  get over(): boolean {
    return this.#over.signal.aborted
  }

  /** Rejects with `Killed` when the process ends meanwhile, whatever else comes of it; and what it tells after that nobody hears. */
  outlive<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#over
      const die = () => reject(new Killed())
      signal.addEventListener('abort', die, { once: true })
      if (signal.aborted) die()
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', die))
    })
  }

  async start(): Promise<EngineClient> {
    const ledger = ledgerKind(this.#options.ledgerFile)
    this.#closing.push(() => ledger.close())
    const engine = (this.#engine = createEngine({
      dataFolder: this.#options.dataFolder,
      version: '0.0.0',
      examplesFolder: null,
      workers: { script: 'no step starts a thread', document: 'no step starts a thread', storage: 'no folder is checked here', writes: this.thread?.program },
      awaitsWriter: true,
      extraKinds: [ledger.kind, bulkyKind, this.#slowKind()].map((kind) => this.#mortal(kind)),
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
      connect: this.driver.connect,
      clock: this.clock,
    }))
    this.#closing.push(async () => {
      const made = await engine.catch(() => null)
      await made?.stop(0)
    })
    return (await this.outlive(engine)).client
  }

  /** As an app that is closed; or clears away what is left of a process that was killed. */
  async end(): Promise<void> {
    this.clock.clearAway()
    for (const close of this.#closing.splice(0).reverse()) await close()
    this.driver.close()
    this.thread?.end()
  }

  /** Its steps reach nobody when it is dead. */
  #mortal(kind: StepKind): StepKind {
    return {
      ...kind,
      run: (config, context) => {
        if (this.dead) throw new Killed()
        return kind.run(config, context)
      },
    }
  }

  #die(): void {
    if (this.thread?.killed !== true) keepRemains(this.#options.dataFolder, this.#options.remains)
    this.clock.die()
    this.#dead = true
    this.#over.abort()
  }

  #stop(graceMs: number): void {
    void this.#engine?.then(async (engine) => {
      await engine.stop(graceMs)
      this.#over.abort()
    })
  }

  /** Works for some time of the engine's clock; `deaf`: whatever it is told meanwhile. */
  #slowKind(): StepKind<z.infer<typeof slow>> {
    return {
      kind: 'slow',
      title: 'Take some time',
      summary: 'Takes some time.',
      example: 'uses: slow',
      config: slow,
      output: anything,
      defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
      run: ({ work_ms, deaf }, { signal }) =>
        new Promise((resolve, reject) => {
          this.clock.callAt(this.clock.now() + work_ms, () => resolve({ kind: 'succeeded', output: null }))
          if (!deaf) signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        }),
    }
  }
}

const anything = z.json()
const slow = z.object({ work_ms: z.number(), deaf: z.boolean().default(false) })

/** More than a row holds. */
export const BULK = 70_000

/** Gives out more than a row holds, so that it is kept as an artifact. */
export const bulkyKind: StepKind = {
  kind: 'bulky',
  title: 'Give out much',
  summary: 'Gives out more than a row holds.',
  example: 'uses: bulky',
  config: z.looseObject({}),
  output: anything,
  defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
  run: async (_config, { stepId }) => ({ kind: 'succeeded', output: { text: stepId.padEnd(BULK, '.') } }),
}
