import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../core/shared/engine-error'
import { ownerPid } from '../../host/folder-owner'
import { SILENCES } from './pulse'

/** How long whoever has a data folder may keep a command waiting. */
export interface Patience {
  /** Then the person is told what the command waits for. */
  readonly tellMs: number
  /** Of an owner that listens, without a word from it: a busy one answers late, one that was stopped never does. */
  readonly answerMs: number
  /** Of an owner that does not listen yet, or no more. */
  readonly startMs: number
}

export const PATIENCE: Patience = { tellMs: 3000, answerMs: 15_000, startMs: 30_000 }

/** What a person is told about the link while a command goes on. */
export type Note = (text: string) => void

/** One data folder whose owner is waited for. Tells of that once, however often it is asked. */
export class OwnerPatience {
  readonly #dataFolder: string
  readonly #limits: Patience
  readonly #note: Note
  readonly #begunAt = Date.now()
  #hasTold = false

  constructor(dataFolder: string, note: Note, limits: Patience = PATIENCE) {
    this.#dataFolder = dataFolder
    this.#note = note
    this.#limits = limits
  }

  /** How often one that has answered is asked whether it is still there. */
  get beatMs(): number {
    return this.#limits.answerMs / SILENCES
  }

  /** Settles as the answer of an owner that listens does. Throws `data_folder_in_use` when none comes. */
  async answered<T>(answer: Promise<T>): Promise<T> {
    const { tellMs, answerMs } = this.#limits
    const soon = await within(answer, tellMs)
    if (soon !== LATE) return soon
    await this.#tell()
    const late = await within(answer, answerMs - tellMs)
    if (late !== LATE) return late
    throw this.#inUse(
      `${await this.#owner()} works on the data folder ${this.#dataFolder}, but has not answered for ${seconds(answerMs)}: it was stopped, or it hangs. Let it go on, or end it, and ask again; what it was running goes on with the next engine.`,
    )
  }

  /** Between two looks at a folder whose owner does not listen: waits a moment. Throws `data_folder_in_use` when there were enough of them. */
  async beforeNextLook(): Promise<void> {
    const { tellMs, startMs } = this.#limits
    const waited = Date.now() - this.#begunAt
    if (waited >= startMs) {
      throw this.#inUse(
        `${await this.#owner()} has the data folder ${this.#dataFolder}, and has taken no commands for ${seconds(startMs)}: it starts or ends slowly, checks or restores the folder, or hangs. Ask again when it is done, or end it first.`,
      )
    }
    if (waited >= tellMs) await this.#tell()
    await delay(LOOK_AGAIN_MS)
  }

  async #tell(): Promise<void> {
    if (this.#hasTold) return
    this.#hasTold = true
    this.#note(`${await this.#owner()} has the data folder ${this.#dataFolder}; waiting for its answer …`)
  }

  async #owner(): Promise<string> {
    const pid = await ownerPid(this.#dataFolder)
    return pid === null ? 'Another Signalbox' : `Another Signalbox (process ${pid})`
  }

  #inUse(sentence: string): EngineError {
    return new EngineError('data_folder_in_use', sentence)
  }
}

const LOOK_AGAIN_MS = 100
const LATE = Symbol('late')

async function within<T>(answer: Promise<T>, ms: number): Promise<T | typeof LATE> {
  const over = new AbortController()
  try {
    return await Promise.race([answer, delay(ms, LATE, { signal: over.signal })])
  } finally {
    over.abort()
  }
}

const seconds = (ms: number): string => `${ms / 1000} seconds`
