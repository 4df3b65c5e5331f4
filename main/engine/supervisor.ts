import { MessageChannelMain, type MessagePortMain } from 'electron'
import type { ErrorInfo } from '../../engine/contract/errors'
import type { EngineState } from '../../preload/contract'
import { type EngineEnding, type EngineLife, startEngineProcess } from './engine-process'
import { mendDataFolder } from './mend-process'
import type { EngineMending, EngineProcessConfig, EngineVaultKey } from './messages'
import { afterEnd } from './restart-policy'

/** Time for running steps to be handed back when the app quits. */
const STOP_LIMIT_MS = 10_000

export interface SupervisorParts {
  readonly program: string
  readonly config: EngineProcessConfig
}

/**
 * Keeps the engine's process alive: starts it, starts it again with growing waits when it ends by itself, leaves it down
 * when another start would only fail the same way, tells when it lives and does not answer, and ends it with the app.
 */
export class EngineSupervisor {
  readonly #parts: SupervisorParts
  /** Given with the first start, and to each life of the engine. */
  #vaultKey: EngineVaultKey | undefined
  readonly #listeners = new Set<(state: EngineState) => void>()
  #state: EngineState = { state: 'starting', reason: null, restartInMs: null, restarts: 0 }
  #life: EngineLife | null = null
  #wait: NodeJS.Timeout | null = null
  #endsInRow = 0
  #stopping = false
  #mending = false

  constructor(parts: SupervisorParts) {
    this.#parts = parts
  }

  get state(): EngineState {
    return this.#state
  }

  /** Whether the engine has a process, live or not. */
  get isRunning(): boolean {
    return this.#life !== null
  }

  /** Calls back on each change; returns how to stop. */
  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** A port on which the engine serves the contract, dead with this life of the engine; null while it is not live. */
  connect(): MessagePortMain | null {
    if (this.#state.state !== 'live' || this.#life === null) return null
    const { port1, port2 } = new MessageChannelMain()
    this.#life.connect(port1)
    return port2
  }

  start(vaultKey = this.#vaultKey): void {
    if (this.#life !== null || this.#stopping) return
    this.#endWait()
    this.#vaultKey = vaultKey
    const config = { ...this.#parts.config, vaultKey }
    this.#life = startEngineProcess({
      ...this.#parts,
      config,
      onLive: () => this.#lives(),
      onSilent: () => this.#isSilent(),
      onEnd: (ending) => this.#ended(ending),
    })
  }

  /** Starts an engine that is down or waits for its restart, and has one that is silent start anew; otherwise does nothing. */
  retry(): void {
    if (this.#state.state === 'silent') return this.#life?.kill(ENDED_AS_SILENT)
    if (this.#life !== null || this.#stopping || this.#mending) return
    this.#change({ ...this.#state, state: 'restarting', restartInMs: null, restarts: this.#state.restarts + 1 })
    this.start()
  }

  /** What to do about a data folder with which the engine does not start; it is not started meanwhile, nor by this. Resolves with what came of it, in words. */
  async mend(mending: EngineMending): Promise<string> {
    if (this.#life !== null || this.#stopping || this.#mending)
      throw new Error('The engine is at work on the data folder. This is for one that does not start.')
    this.#endWait()
    this.#mending = true
    try {
      return await mendDataFolder(this.#parts.program, this.#parts.config, mending)
    } finally {
      this.#mending = false
    }
  }

  /** Resolves when the engine is gone; it is not started again. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#endWait()
    await this.#life?.stop(STOP_LIMIT_MS)
  }

  #lives(): void {
    this.#change({ ...this.#state, state: 'live', reason: null, restartInMs: null })
  }

  #isSilent(): void {
    this.#change({ ...this.#state, state: 'silent' })
  }

  #ended(ending: EngineEnding): void {
    this.#life = null
    if (this.#stopping) return
    const reason = ending.refusal ?? unexpectedEnd(ending)
    const next = afterEnd({ refusal: ending.refusal, liveMs: ending.liveMs, endsBefore: this.#endsInRow })
    if (next.kind === 'stay-down') {
      this.#change({ ...this.#state, state: 'down', reason, restartInMs: null })
      return
    }
    this.#endsInRow = next.endsInRow
    this.#wait = setTimeout(() => this.retry(), next.inMs)
    this.#change({ ...this.#state, state: 'restarting', reason, restartInMs: next.inMs })
  }

  #endWait(): void {
    if (this.#wait !== null) clearTimeout(this.#wait)
    this.#wait = null
  }

  #change(state: EngineState): void {
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }
}

const ENDED_AS_SILENT: ErrorInfo = { code: 'engine_unavailable', message: 'The engine did not answer and was ended to be started again.' }

const unexpectedEnd = ({ exitCode, stderr }: EngineEnding): ErrorInfo => ({
  code: 'engine_unavailable',
  message: `The engine ended unexpectedly (exit code ${exitCode}).`,
  details: { exitCode, stderr },
})
